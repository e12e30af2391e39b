"""A passkey from first to last, with an authenticator that Chromium plays."""

import pytest

from tests.build import PASSWORD, make_user

NOTE_VIOLATIONS = """
    window.violations = JSON.parse(sessionStorage.getItem("violations") ?? "[]");
    document.addEventListener("securitypolicyviolation", (event) => {
        window.violations.push(event.violatedDirective);
        sessionStorage.setItem("violations", JSON.stringify(window.violations));
    });
"""

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def tab(chromium, served):
    """A window with an authenticator in it, at the product's address."""
    context = chromium.new_context(base_url=served[0])
    context.set_default_timeout(10_000)
    context.add_init_script(NOTE_VIOLATIONS)
    tab = context.new_page()
    devices = context.new_cdp_session(tab)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield tab
    context.close()


@pytest.fixture
def account(served):
    return make_user("passkey@example.org")


def type_password(tab):
    tab.get_by_label("Password", exact=True).fill(PASSWORD)


def sign_in(tab, account):
    tab.goto("/accounts/login/")
    tab.get_by_label("E-mail address").fill(account.email)
    type_password(tab)
    tab.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(tab):
    tab.goto("/accounts/logout/")
    tab.get_by_role("main").get_by_role("button", name="Sign out").click()
    tab.wait_for_url("**/login/**")


def add_passkey(tab):
    """Leaves the tab at the recovery codes, which come with the first one."""
    tab.goto("/accounts/2fa/webauthn/add/")
    type_password(tab)
    tab.get_by_role("button", name="Go on").click()
    tab.get_by_label("Sign in with it alone").check()
    tab.get_by_role("button", name="Add the passkey").click()
    tab.wait_for_url("**/recovery-codes/")


def test_it_signs_in_alone_and_after_the_password_and_confirms_that_it_is_you(tab, account):
    sign_in(tab, account)
    add_passkey(tab)
    sign_out(tab)

    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.wait_for_url(lambda address: "/login/" not in address)
    tab.goto("/accounts/")
    assert tab.get_by_text(f"You are signed in as {account.email}").is_visible()
    sign_out(tab)

    sign_in(tab, account)
    tab.get_by_role("button", name="Use a passkey").click()
    tab.wait_for_url(lambda address: "/authenticate/" not in address)
    tab.goto("/accounts/2fa/webauthn/reauthenticate/?next=/accounts/")
    tab.get_by_role("button", name="Use a passkey").click()
    tab.wait_for_url(lambda address: "/reauthenticate/" not in address)
    tab.wait_for_load_state()

    assert tab.evaluate("window.violations") == []
    account.authenticator_set.all().delete()


def test_a_passkey_that_nobody_has_is_said_to_be_unused(tab):
    tab.goto("/accounts/login/")

    tab.get_by_role("button", name="Sign in with a passkey").click()

    alert = tab.get_by_text("The passkey was not used.")
    alert.wait_for()
    assert tab.url.endswith("/accounts/login/")
