"""Django's settings: from HEADWAY_HOME, HEADWAY_DEMO and secrets in the environment, the rest from `headway.toml`."""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from headway.sources.settings import defaults
from headway.store.home import Home

HEADWAY_HOME = Path(os.environ["HEADWAY_HOME"])
# The made-up company is shown on loopback without a login.
HEADWAY_DEMO = os.environ.get("HEADWAY_DEMO") == "1"
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
TOLD = defaults() | Home(HEADWAY_HOME).settings()
# Where links in mails lead.
ADDRESS = str(TOLD["web.address"]).rstrip("/")


def _secret() -> str:
    """The key that signs sessions: made once, kept in the home, readable by its owner only."""
    path = HEADWAY_HOME / "secret"
    if not path.exists():
        HEADWAY_HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret()
DEBUG = False
_HOSTS = [*LOOPBACK, *filter(None, [urlsplit(ADDRESS).hostname]), *os.environ.get("HEADWAY_HOSTS", "").split()]
# Without a login nothing but loopback is answered, whatever name a request gives.
ALLOWED_HOSTS = LOOPBACK if HEADWAY_DEMO else _HOSTS
CSRF_TRUSTED_ORIGINS = [*filter(None, [ADDRESS]), *os.environ.get("HEADWAY_ORIGINS", "").split()]
ROOT_URLCONF = "headway.web.urls"
WSGI_APPLICATION = "headway.web.wsgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en-gb"
# What is translated whole; a page half in another language helps nobody. Both write dates and numbers their own way.
LANGUAGES = [("en-gb", "English"), ("en", "American English")]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "headway.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "headway.web.rights.ViewerMiddleware",
    "headway.web.faults.FaultMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "headway.web.rights.viewer",
                "headway.web.reading.week",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HEADWAY_HOME / "app.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL;"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
AUTHENTICATION_BACKENDS = ["headway.web.rights.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# People are added by `headway user`; nobody signs up, and nobody changes the address that rights hang on.
ACCOUNT_ADAPTER = "headway.web.rights.NoSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Headway: "
ACCOUNT_SESSION_REMEMBER = True
# Against guessing: allauth's own limits, said here so that they are seen.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
MFA_TOTP_ISSUER = "Headway"

# The company's own login: people it knows get in as those `headway user add` has added, by mail address.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "company",
                "name": TOLD["login.oidc_name"] or "Company login",
                "client_id": TOLD["login.oidc_client"],
                "secret": os.environ.get("HEADWAY_OIDC_SECRET", ""),
                "settings": {"server_url": TOLD["login.oidc_issuer"]},
            }
        ]
        if TOLD["login.oidc_issuer"]
        else [],
        "VERIFIED_EMAIL": TOLD["login.oidc_owns_addresses"],
    }
}
_ISSUER = urlsplit(str(TOLD["login.oidc_issuer"]))

# The port that speaks TLS from the first byte on.
TLS_AT_ONCE = 465
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if TOLD['mail.host'] else 'console'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER = TOLD["mail.host"], TOLD["mail.port"], TOLD["mail.user"]
EMAIL_HOST_PASSWORD = os.environ.get("HEADWAY_MAIL_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == TLS_AT_ONCE
EMAIL_USE_TLS = bool(EMAIL_HOST) and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = TOLD["mail.sender"] or "headway@localhost"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without_words": {"()": "headway.web.plans.words.WithoutWords"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without_words"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR"},
        # Anybody can send a wrong name; that is answered with 400 and fills no log.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}

STATIC_URL = "/static/"
# Files are served from where packages keep them; nothing is collected and nothing comes from another host.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A form that leads to the company's login ends there.
        "form-action": [SELF, *([f"{_ISSUER.scheme}://{_ISSUER.netloc}"] if _ISSUER.netloc else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("HEADWAY_HTTPS") == "1"
DATA_UPLOAD_MAX_NUMBER_FILES = 2000
FILE_UPLOAD_TEMP_DIR = None
HAS_REPORTS = find_spec("weasyprint") is not None
