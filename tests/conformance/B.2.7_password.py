"""登录用户名/密码加密: the password travels under TripleDES in CBC mode."""

import base64
import subprocess

import pytest
from harness import SECRETS
from installation import vos


def opened(secret):
    """By the openssl command; PKCS#7 padding."""
    command = ["openssl", "enc", "-d", "-des-ede3-cbc", "-K", SECRETS["LOTBRIDGE_TEST_KEY"].encode().hex()]
    command += ["-iv", SECRETS["LOTBRIDGE_TEST_IV"].encode().hex()]
    return subprocess.run(command, input=secret, stdout=subprocess.PIPE, check=True).stdout.decode()


@pytest.mark.proves("S4", "5.1.1")
def test_the_password_opens_with_key_and_vector_of_the_account(site):
    form = site.profile["login"]["password"]
    (data,) = vos(site.requests("login")[0])
    text = data[site.profile["login"]["password_member"]]
    secret = bytes.fromhex(text) if form == "3des_hex" else base64.b64decode(text, validate=True)
    assert opened(secret) == SECRETS["LOTBRIDGE_TEST_PASSWORD"]


@pytest.mark.proves("S4")
def test_no_secret_and_no_token_stands_in_the_log_in_clear(site):
    log = site.log()
    token = next(exchange.reply["data"]["token"] for exchange in site.requests("login") if exchange.answer)
    assert not any(secret in log for secret in (*SECRETS.values(), token) if len(secret) > 8)
