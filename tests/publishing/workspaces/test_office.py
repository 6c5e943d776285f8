"""briefing.toml: what may stand there, and errors that name the entry and never repeat a secret."""

from __future__ import annotations

import tomllib
from datetime import date, time
from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.office import Office, TellSettings, load
from analysis.paths import Workspace

EXAMPLE = Path(__file__).parents[3] / "docs" / "office.md"
EMAIL = '[tell.email]\nhost = "h"\nfrom = "a@b.vn"\nto = ["c@d.vn"]\n'
HOOK = '[tell.webhook]\nurl = "https://example.vn/x"\n'


@pytest.fixture
def settings(tmp_path):
    """Writes briefing.toml and reads it as a command does."""

    def read(text: str) -> Office:
        (tmp_path / "briefing.toml").write_text(text, encoding="utf-8")
        return load(Workspace(tmp_path))

    return read


def test_without_a_file_the_defaults(tmp_path) -> None:
    office = load(Workspace(tmp_path))
    assert office == Office()
    assert office.run.packs is None and office.tell.email is None and office.secret_names == ()
    assert office.schedule.at == time(7) and office.schedule.each == ("month", "quarter")


def test_the_example_of_the_documentation_is_one(settings, tmp_path) -> None:
    text = EXAMPLE.read_text("utf-8").split("```toml\n")[1].split("```")[0]
    (tmp_path / "logo.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "ca.pem").touch()
    office = settings(text)
    assert office.tell.email is not None and office.tell.webhook is not None
    assert office.tell.email.server == ("mail.example.vn", 587)
    assert office.secret_names == (
        "BRIEFING_SMTP_PASSWORD",
        "BRIEFING_WEBHOOK_SECRET",
        "BRIEFING_WEBHOOK_TOKEN",
    )
    assert office.link == r"\\may-chu\nq57"
    assert office.model_copy(update={"tell": TellSettings()}).link == "https://example.vn/nq57/"
    assert office.schedule.closed == (date(2027, 2, 5),)
    # Every entry that there is stands in it.
    told = tomllib.loads(text)
    for name, part in Office.model_fields.items():
        assert told[name].keys() == {f.alias or k for k, f in part.annotation.model_fields.items()}, name
    for name in ("email", "webhook"):
        model = type(getattr(office.tell, name))
        assert told["tell"][name].keys() | {"url_env"} == {
            f.alias or k for k, f in model.model_fields.items()
        } | {"url_env"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[offices]", "[offices]: there is no such entry; did you mean office?"),
        ('[office]\nlangs = "vi"', "[office] langs: there is no such entry; did you mean lang?"),
        ('[office]\nlang = "fr"', "[office] lang:"),
        ('[office]\nname = "Sở"', "[office] name: a table is expected"),
        ('[office]\nname = { vi = " ", en = "Department" }', "[office.name] vi:"),
        ('[office]\nname = { vi = "Sở" }', "[office.name] en: it is missing"),
        ("[schedule]\nclosed = 2027-02-05", "[schedule] closed: a list is expected, in brackets"),
        ('[office]\naccent = "blue"', "[office] accent:"),
        ('[office]\nlogo = "../logo.svg"', "[office] logo"),
        (
            '[[run.packs]]\npack = "national"\nlangs = ["vi"]',
            "[run.packs.0] langs: there is no such entry; did you mean lang?",
        ),
        ('[[run.packs]]\npack = "national"\nlang = "vi"', "[run.packs.0] lang:"),
        ('[site]\naddress = "example.vn"', "[site] address:"),
        ("[run]\njobs = 0", "[run] jobs:"),
        ('[run]\nsite = "yes"', "[run] site:"),
        ('[schedule]\nat = "7:00"', '[schedule] at: a time of the day is written as "07:00"'),
        ('[schedule]\nat = "24:00"', "[schedule] at:"),
        ('[schedule]\nzone = "Asia/Hanoi"', "there is no time zone 'Asia/Hanoi'"),
        ('[schedule]\neach = ["week"]', "[schedule.each] 0:"),
        ("[schedule]\nworking_day = 0", "[schedule] working_day:"),
        ('[schedule]\nclosed = ["2027-02-05"]', "[schedule.closed] 0: a day is expected, without quotes"),
        (EMAIL.replace('"a@b.vn"', '"a at b"'), "[tell.email] from: 'a at b' is no e-mail address"),
        (EMAIL.replace('"c@d.vn"', '"c@d.vn\\nBcc: x@y.vn"'), "[tell.email] to:"),
        (EMAIL.replace('["c@d.vn"]', "[]"), "[tell.email] to:"),
        (EMAIL + 'user = "u"', "user and password_env belong together"),
        (EMAIL + 'user = "u"\npassword_env = "P"\nsecurity = "none"', "a password is not sent in the clear"),
        (EMAIL + 'certificates = "no.pem"', "[tell.email] certificates"),
        (EMAIL + 'security = "ssl"', "[tell.email] security:"),
        (EMAIL + "attempts = 99", "[tell.email] attempts:"),
        ("[tell.webhook]\ntimeout = 5", "give either url or url_env"),
        (HOOK + 'url_env = "HOOK"', "give either url or url_env"),
        (HOOK.replace("https", "ftp"), "begins with https"),
        (HOOK.replace("https://", "http://") + 'token_env = "T"', "over https:// only"),
        (HOOK + 'secret_env = "not a name"', "[tell.webhook] secret_env:"),
        ("[office", "not TOML"),
    ],
)
def test_errors_name_the_entry(settings, text, told) -> None:
    with pytest.raises(DataError) as error:
        settings(text + "\n")
    assert told in error.value.describe()
    assert "briefing.toml" in error.value.describe()


@pytest.mark.parametrize(
    "text",
    [
        EMAIL + 'password = "mat-khau-BI-MAT"',
        EMAIL + 'user = "u"\npassword_env = "mat-khau-BI-MAT"',
        HOOK + 'secret = "mat-khau-BI-MAT"',
        HOOK + 'token = "mat-khau-BI-MAT"',
        HOOK.replace("https://", "https://u:mat-khau-BI-MAT@"),
        EMAIL + 'attach_limit_mb = "mat-khau-BI-MAT"',
    ],
)
def test_a_secret_written_into_it_is_refused_and_not_repeated(settings, text) -> None:
    with pytest.raises(DataError) as error:
        settings(text + "\n")
    seen: BaseException | None = error.value
    while seen is not None:
        assert "BI-MAT" not in f"{seen!r} {seen}"
        seen = seen.__cause__
    assert "_env" in error.value.describe() or "attach_limit_mb" in error.value.describe()


def test_packs_without_languages_are_made_in_that_of_the_office(settings) -> None:
    packs = '[[run.packs]]\npack = "national"\n[[run.packs]]\npack = "agency"\nlang = ["vi"]\n'
    office = settings('[office]\nlang = "en"\n' + packs)
    assert office.run.packs is not None and [wish.lang for wish in office.run.packs] == [("en",), ("vi",)]
    office = settings(packs)
    assert office.run.packs is not None and office.run.packs[0].lang == ("vi",)


def test_a_mark_that_an_editor_puts_first_is_passed_over(settings) -> None:
    assert settings('\ufeff[office]\nlang = "en"\n').lang == "en"


def test_addresses_that_are_sound(settings) -> None:
    office = settings(EMAIL.replace('"c@d.vn"', '"c@d.vn", "Ông B, Phòng C <b@x-y.vn>", "c@d.vn"'))
    assert office.tell.email is not None
    assert office.tell.email.to == ("c@d.vn", "Ông B, Phòng C <b@x-y.vn>")
    assert office.tell.email.people_told_of_failures == office.tell.email.to
    assert settings(HOOK.replace("https://example.vn", "http://localhost:8000")).tell.webhook is not None
