"""Company domains out of mail addresses."""

from textwrap import dedent

import pytest

from headway.sources.mail import company_domain, is_free, registrable


def domains(block: str) -> str:
    """Each address of a block beside its company's domain."""
    addresses = dedent(block).strip().splitlines()
    return "\n".join(f"{address}  {company_domain(address)}" for address in addresses)


def test_companies_are_their_registrable_domains() -> None:
    expected = dedent("""
        ada@acme.com  acme.com
        Ada.Lovelace+news@Sales.Acme.COM  acme.com
        ada@mail.acme.co.uk  acme.co.uk
        ada@plant2.acme.com.au  acme.com.au
        ada@chem.ox.ac.uk  ox.ac.uk
        ada@acme.onmicrosoft.com  acme.onmicrosoft.com
        ada@acme-maschinen.de  acme-maschinen.de
        ada@møller.dk  xn--mller-vua.dk
        ada@xn--mller-vua.dk  xn--mller-vua.dk
        ada@acme.dk.  acme.dk
        Ada Lovelace <ada@acme.dk>  acme.dk
        ada@gmail.acme.dk  acme.dk
        o'hara@acme.ie  acme.ie
    """).strip()
    assert domains("\n".join(line.split("  ")[0] for line in expected.splitlines())) == expected


@pytest.mark.parametrize(
    "address",
    [
        "ada@gmail.com",
        "ada@GoogleMail.com",
        "ada@hotmail.co.uk",
        "ada@hotmail.dk",
        "ada@yahoo.com.br",
        "ada@gmx.at",
        "ada@live.dk",
        "ada@t-online.de",
        "ada@post5.tele.dk",
        "ada@mail.dk",
        "ada@orange.fr",
        "ada@163.com",
        "ada@proton.me",
        "ada@eu.mailinator.com",
    ],
)
def test_anybody_can_have_these_addresses(address: str) -> None:
    assert is_free(address.partition("@")[2])
    assert company_domain(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "@acme.com",
        "ada@acme",
        "ada@acme..com",
        "ada@-acme.com",
        "ada@acme.com, bob@acme.com",
        "ada lovelace@acme.com",
        "ada@bob@acme.com",
        "ada@192.168.0.1",
        "ada@[192.168.0.1]",
        "ada@acme.local",
        "ada@co.uk",
        "ada@" + "a" * 64 + ".com",
        "ada@acme.c",
    ],
)
def test_what_is_no_address_names_no_company(address: str) -> None:
    assert company_domain(address) is None


@pytest.mark.parametrize("domain", ["live.tv", "gmx-logistics.de", "mygmail.com", "outlook.shop", "yahoo.acme.de"])
def test_likeness_to_a_mail_service_is_not_enough(domain: str) -> None:
    assert not is_free(domain)
    assert company_domain(f"ada@{domain}") == registrable(domain)
