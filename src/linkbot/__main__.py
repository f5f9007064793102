"""`python -m linkbot`, which is how linkbot starts itself in a process of its own."""

from linkbot.cli.main import main

if __name__ == "__main__":
    main(prog_name="linkbot")
