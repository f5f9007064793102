import pytest

from linkbot.parse.decode import UndecodableError, decode, newline


@pytest.mark.parametrize(
    ("data", "kind"), [(b"", "\n"), (b"a\nb", "\n"), (b"a\r\nb", "\r\n"), (b"a\rb", "\r"), (b"a\r\nb\n", "mixed")]
)
def test_the_line_end_is_told(data, kind):
    assert newline(data) == kind


@pytest.mark.parametrize("data", [b"\xff\xfea\x00", b"\xfe\xff\x00a", b"a\x00b", "a".encode("utf-32")])
def test_what_is_no_text_is_refused_with_a_reason(data):
    with pytest.raises(UndecodableError, match=r"UTF-16|UTF-32|NUL"):
        decode(data)


def test_a_bom_is_no_character_and_counts_as_three_bytes():
    source = decode(b"\xef\xbb\xbfab")

    assert (source.text, source.bom, source.byte(0), source.byte(2)) == ("ab", 3, 3, 5)


def test_a_damaged_byte_does_not_spoil_a_utf8_file():
    source = decode("中文 ".encode() + b"\xff" + " é".encode())

    assert (source.encoding, source.text) == ("utf-8", "中文 \ufffd é")
    assert [source.byte(index) for index in range(7)] == [0, 3, 6, 7, 8, 9, 11]


def test_latin_1_is_read_and_keeps_its_offsets():
    data = "Café — crème brûlée à la carte".encode("cp1252")

    source = decode(data)

    assert source.text.encode(source.encoding) == data
    assert source.text.startswith("Café")
    assert source.byte(len(source.text)) == len(data)


def test_utf8_offsets_lead_to_characters():
    source = decode("aé中b".encode())

    assert [source.index(offset) for offset in (0, 1, 3, 6, 7)] == [0, 1, 2, 3, 4]
