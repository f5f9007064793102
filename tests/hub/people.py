"""Who is known to the hub: people, organisations, bots and Apps, and the tokens that they were given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from threading import RLock

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from tests.hub.accounts import Account, App, Level, Token, TokenKind

# the accounts that everybody on GitHub meets
_KNOWN = {"github-actions[bot]": 41_898_282, "web-flow": 19_864_447}


class People:
    """Accounts are made when they are first named; a token is what a test hands to the product."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.ids = count(1001)
        self.tokens: dict[str, Token] = {}
        self.apps: dict[str, App] = {}
        self._accounts: dict[str, Account] = {}

    def account(self, login: str) -> Account:
        """The account of that login, made where there is none; `name[bot]` is a bot."""
        with self.lock:
            if login not in self._accounts:
                number = _KNOWN.get(login) or next(self.ids)
                self._accounts[login] = Account(login, number, "Bot" if login.endswith("[bot]") else "User")
            return self._accounts[login]

    def organization(self, login: str) -> Account:
        self._accounts[login] = Account(login, next(self.ids), "Organization")
        return self._accounts[login]

    def user(
        self,
        login: str,
        *,
        token: str = "",
        scopes: Sequence[str] = ("repo",),
        permissions: Mapping[str, Level] | None = None,
        repositories: Iterable[str] | None = None,
    ) -> str:
        """A person's token: with scopes, or with `permissions` a fine-grained one."""
        token = token or f"ghp_{login}"
        self.tokens[token] = Token(
            self.account(login),
            "classic" if permissions is None else "fine-grained",
            tuple(scopes),
            dict(permissions or {}),
            _folded(repositories),
        )
        return token

    def actions_token(self, repository: str, **permissions: Level) -> str:
        """The GITHUB_TOKEN of a run in a repository: `contents="write", issues="read"`; what is not named is not given."""
        return self._bot_token("github-actions[bot]", "actions", permissions, {repository})

    def app(
        self,
        app_id: int,
        private_key: str | bytes,
        *,
        slug: str = "linkbot",
        installed_on: Iterable[str] = (),
        permissions: Mapping[str, Level] | None = None,
    ) -> App:
        """A GitHub App, known by its private key (PEM), installed on some repositories."""
        pem = private_key.encode() if isinstance(private_key, str) else private_key
        public = load_pem_private_key(pem, None).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        given = permissions or {"contents": "write", "issues": "write", "pull_requests": "write"}
        app = App(app_id, slug, self.account(f"{slug}[bot]"), self.account(f"{slug}-owner"), public, dict(given))
        for name in installed_on:
            owner = name.partition("/")[0]
            app.installations.setdefault(owner, next(self.ids))
            app.repositories.setdefault(owner, set()).add(name.lower())
        self.apps[str(app_id)] = app
        return app

    def installation_token(self, app: App, owner: str, permissions: Mapping[str, Level]) -> str:
        """A token for where an App is installed."""
        return self._bot_token(app.account.login, "installation", permissions, app.repositories[owner])

    def _bot_token(self, login: str, kind: TokenKind, permissions: Mapping[str, Level], repositories: Iterable[str]) -> str:
        token = f"ghs_{len(self.tokens):036d}"
        self.tokens[token] = Token(self.account(login), kind, (), dict(permissions), _folded(repositories))
        return token


def _folded(names: Iterable[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(name.lower() for name in names)
