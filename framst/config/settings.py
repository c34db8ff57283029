"""Django's settings. Everything that a deployment chooses comes from the environment; docs/reference/settings.md."""

from __future__ import annotations

import importlib.util
import os
import secrets
import tomllib
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("FRAMST_HOME", "var")).resolve()


def _secret_key() -> str:
    """The signing key: from the environment, or made once and kept in FRAMST_HOME (mode 600)."""
    if given := os.environ.get("FRAMST_SECRET_KEY"):
        return given
    path = HOME / "secret_key"
    HOME.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


def _database(url: str) -> dict[str, Any]:
    """A PostgreSQL address (postgresql://…, or key=value) as Django's dictionary. Nothing else is supported."""
    parts = conninfo_to_dict(url)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{django: str(parts.pop(name, "") or "") for name, django in known.items()},
        "OPTIONS": {**parts, "application_name": "framst"},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # access.acting opens the transaction; Django's own would end before a page is rendered (DESIGN §4).
        "ATOMIC_REQUESTS": False,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("FRAMST_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
# The address that links in e-mail begin with.
ADDRESS = os.environ.get("FRAMST_ADDRESS", "http://localhost:" + os.environ.get("PORT", "8000"))
SECURE = ADDRESS.startswith("https://")

# The application's role owns nothing and cannot bypass the walls. `framst migrate` alone runs as the owner.
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CAPABILITIES = ["framst.plans", "framst.followups", "framst.coding", "framst.oversight", "framst.administration"]
INSTALLED_APPS = [
    "framst.config",
    "framst.integrations",
    "framst.reports",
    *CAPABILITIES,
    "framst.wheel",
    "framst.figures",
    "framst.forms",
    "framst.pupils",
    "framst.ui",
    "framst.access",
    "framst.notices",
    "framst.organisation",
    "framst.audit",
    "django.contrib.auth",
    "django.contrib.postgres",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    # The policy is on every answer, also on files and on what the middleware below answer by themselves.
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "framst.access.careful.Careful",
    "framst.access.middleware.RequireSignIn",
    # The last: opens the transaction, sets the actor, renders inside it.
    "framst.access.middleware.Acting",
]
ROOT_URLCONF = "framst.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "ui" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "framst.ui.context.frame",
            ],
            "builtins": [
                "framst.ui.templatetags.framst",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "framst.ui.loaders.RoomLoader"],
                )
            ],
        },
    }
]
WSGI_APPLICATION = "framst.config.wsgi.application"

AUTH_USER_MODEL = "organisation.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "framst.access.passwords.NotOfWordsAtHand"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "framst.integrations.login.door.Door"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
PASSWORD_RESET_TIMEOUT = 24 * 3600  # the link with which a person chooses a password
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# What guards passwords is access/attempts.py: per account and place. A limit per network address would lock a school.
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": "5/300s/key",  # codes: only whoever has given the password comes so far
    "reset_password_from_key": "",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "framst.access.sign_in.SecretsAtRest"
MFA_FORMS = {
    "authenticate": "framst.integrations.login.forms.CodeForm",
    "reauthenticate": "framst.integrations.login.forms.CodeAgainForm",
    "activate_totp": "framst.integrations.login.forms.AppForm",
    "add_webauthn": "framst.integrations.login.forms.KeyForm",
    "edit_webauthn": "framst.integrations.login.forms.KeyNameForm",
}
ACCOUNT_FORMS = {"reauthenticate": "framst.integrations.login.forms.PasswordAgainForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a key answers for its holder (PIN, finger), not only for itself
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False  # a browser counts http://localhost as secure; the demo needs no more
MFA_RATE_LIMITS = {"webauthn_login": ""}  # nothing there can be guessed
MFA_TOTP_ISSUER = "Främst"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute wrong; each code is taken once

# Sign-in at others (docs/how-to/inloggning.md): one file, since it names several and holds what is not for a log.
FEDERATION: dict[str, Any] = {}
if os.environ.get("FRAMST_FEDERATION"):
    FEDERATION = tomllib.loads(Path(os.environ["FRAMST_FEDERATION"]).read_text())

# Used codes and counters, shared between the workers.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "access_cached"}}

SESSION_COOKIE_AGE = 10 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# __Host-: a browser takes the cookie from this host alone, over TLS alone.
COOKIES = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = COOKIES + "framst_session"
CSRF_COOKIE_NAME = COOKIES + "framst_csrf"
CSRF_COOKIE_HTTPONLY = True
BROWSER_COOKIE_NAME = COOKIES + "framst_browser"  # access/attempts.py
WRITER_COOKIE_NAME = COOKIES + "framst_writer"  # access/unsaved.py
LANGUAGE_COOKIE_NAME = COOKIES + "framst_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "framst.ui.errors.csrf"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = bool(os.environ.get("FRAMST_BEHIND_PROXY"))
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
# The scripts of passkeys are allauth's own files, served from here.
ALLAUTH = Path(next(iter(importlib.util.find_spec("allauth").submodule_search_locations or [])))  # type: ignore[union-attr]
STATICFILES_DIRS = [PACKAGE / "ui" / "static", ALLAUTH / "mfa" / "static", ALLAUTH / "account" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if os.environ.get("FRAMST_TEST"):
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
UPLOAD_LIMIT = 10 * 2**20  # bytes; a larger file is refused with a sentence
BODY_LIMIT = 32 * 2**20  # bytes; a larger request is not read at all

# E-mail: SMTP where FRAMST_SMTP_HOST is set, else files in FRAMST_HOME/outbox (the demo).
if os.environ.get("FRAMST_SMTP_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["FRAMST_SMTP_HOST"]
    EMAIL_PORT = int(os.environ.get("FRAMST_SMTP_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("FRAMST_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("FRAMST_SMTP_PASSWORD", "")
    EMAIL_USE_TLS = os.environ.get("FRAMST_SMTP_TLS", "1") == "1"
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "outbox"
DEFAULT_FROM_EMAIL = os.environ.get("FRAMST_SENDER", "framst@localhost")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_values": {"()": "framst.config.quiet.NoValues"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_values"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
