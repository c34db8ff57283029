"""The door's addresses: those of allauth's pages that are on, and ours. Those that are not here do not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.urls import path, re_path

from . import federation, views

urlpatterns = [
    path("konto/login/", views.login, name="account_login"),
    path("konto/logout/", account.logout, name="account_logout"),
    path("konto/stangt/", account.account_inactive, name="account_inactive"),
    path("konto/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/password/change/", views.change_password, name="account_change_password"),
    path(
        "konto/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^konto/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("konto/2fa/", views.ways, name="mfa_index"),
    path("konto/2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("konto/2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("konto/2fa/totp/activate/", app.activate_totp, name="mfa_activate_totp"),
    path("konto/2fa/totp/deactivate/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("konto/2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("konto/2fa/recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("konto/2fa/recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("konto/2fa/webauthn/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("konto/2fa/webauthn/add/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("konto/2fa/webauthn/login/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("konto/2fa/webauthn/reauthenticate/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("konto/2fa/webauthn/keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("konto/2fa/webauthn/keys/<int:pk>/edit/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    # Sign-in at others.
    path("konto/oidc/<slug:code>/", federation.oidc_begin, name="oidc_begin"),
    path("konto/oidc/<slug:code>/klar/", federation.oidc_done, name="oidc_done"),
    path("konto/saml/metadata/", federation.saml_metadata, name="saml_metadata"),
    path("konto/saml/svar/", federation.saml_receive, name="saml_receive"),
    path("konto/saml/klar/", federation.saml_done, name="saml_done"),
    path("konto/saml/<slug:code>/", federation.saml_begin, name="saml_begin"),
    # One's own sign-ins.
    path("jag/inloggningar/", views.sessions, name="sessions"),
    path("jag/inloggningar/avsluta-andra/", views.sessions_end_others, name="sessions_end_others"),
    path("jag/inloggningar/<uuid:key>/avsluta/", views.session_end, name="session_end"),
    path("jag/bekrafta/", views.second_factor, name="second_factor"),
    path("jag/osparat/", views.unsaved, name="unsaved"),
]
