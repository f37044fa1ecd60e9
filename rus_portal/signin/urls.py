"""The addresses of signing in. allauth's other pages (passwords, sign-up) have no address."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as sociallogin
from django.contrib import admin
from django.urls import path

from rus_portal.signin import organisation, views

sign_in = views.SignInView.as_view()
my_account = views.AccountView.as_view()

urlpatterns = [
    path("logga-in/", sign_in, name="sign_in"),
    # Three more names that allauth looks for, of the same page
    path("logga-in/", sign_in, name="account_login"),
    path("logga-in/", sign_in, name="account_request_login_code"),
    path("logga-in/", sign_in, name="account_signup"),
    path("logga-ut/", views.sign_out, name="sign_out"),
    path("admin/login/", secure_admin_login(admin.site.login)),  # sends to this sign-in, or refuses
    path("konto/", my_account, name="account"),
    path("konto/", my_account, name="mfa_index"),
    path("konto/", my_account, name="mfa_list_webauthn"),
    path("konto/kod/", views.code, name="account_confirm_login_code"),
    path("konto/avstangt/", account.account_inactive, name="account_inactive"),
    path("konto/andra-steget/", views.second_step, name="mfa_authenticate"),
    path("konto/bekraftelse/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "konto/bekraftelse/nyckel/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("konto/nycklar/inloggning/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("konto/nycklar/ny/", views.NewPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("konto/nycklar/<int:pk>/borttagning/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("konto/app/ny/", views.NewAppView.as_view(), name="mfa_activate_totp"),
    path("konto/app/borttagning/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("konto/reservkoder/", views.codes_in_reserve, name="reserve_codes"),
    path("konto/sessioner/", views.SessionsView.as_view(), name="usersessions_list"),
    path("konto/organisation/avbrott/", sociallogin.login_cancelled, name="socialaccount_login_cancelled"),
    path("konto/organisation/fel/", sociallogin.login_error, name="socialaccount_login_error"),
    path("konto/organisation/<slug:provider_id>/", organisation.leave_for, name="openid_connect_login"),
    path(
        "konto/organisation/<slug:provider_id>/svar/", organisation.come_back, name="openid_connect_callback"
    ),
]
