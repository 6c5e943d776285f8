"""A workspace with one invented document and its sheets, for tests to break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from analysis.paths import DOCUMENTS_VARIABLE, Workspace
from analysis.reading.text import checksum

TEXT = dedent("""\
    ỦY BAN NHÂN DÂN TỈNH SAO MAI

    Số: 12 /TB-UBSM

    Sao Mai, ngày 24 tháng 6 năm 2030

    **I. KẾT QUẢ**

    1. Đã giải ngân 8,7 nghìn tỷ đồng<sup>1</sup>, còn 12 nhiệm vụ quá hạn; Bộ Y tế có 5, Bộ Nội vụ có 5.

    <sup>1</sup> Theo báo cáo của Hà Nội, Huế.

    **II. NHIỆM VỤ**

    - Bộ Y tế hoàn thành **trước ngày 10 tháng 7 năm 2030**.

    Phụ lục 1

    STT\tTên\tVăn bản\tThời hạn\tCơ quan
    1\tNâng cấp kho\tNQ số 1\t31/5/2030\tBộ Y tế

    Phụ lục 2

    STT\tBộ\tTên\tĐạt
    1\tBộ Y tế\tKho bệnh án\t13/19
    2\tBộ Y tế\tKho thuốc\t
    """)

FOLDER = "12-tb-ubsm"
FILES = {
    "document.toml": f"""\
id = "{FOLDER}"
key = "tb12"
number = "12/TB-UBSM"
kind = "notice"
issuer = "van-phong-chinh-phu"
issued = "2030-06-24"
period = "2030-06"
status = "reviewed"

[title]
vi = "Thông báo thử"
en = "A notice for tests"

[text]
letterhead = ["SAO MAI", "TB-UBSM"]
sha256 = "{checksum(TEXT)}"
""",
    "figures.csv": """\
id,indicator,agency,dimensions,series,token,as_of,locator,occurrence,note
tb12.budget.disbursed,budget.disbursed,,,,"8,7 nghìn tỷ đồng",2030-05,I.1/¶1,,đã giải ngân
tb12.overdue.tasks,overdue.tasks,,,open_tasks,12,,I.1/¶1,,
tb12.overdue.tasks.bo-y-te,overdue.tasks,Bộ Y tế,,open_tasks,5,,I.1/¶1,1,
tb12.overdue.tasks.bo-noi-vu,overdue.tasks,bo-noi-vu,,open_tasks,5,,I.1/¶1,2,
""",
    "tasks.csv": """\
id,number,title_vi,title_en,agency,assigned_by,due,locator
tb12.task.1,1,Nâng cấp kho,Upgrade the store,bo-y-te;Bộ Nội vụ,NQ số 1,31/5/2030,annex 1/row 1
""",
    "databases.csv": """\
id,list,number,agency,name_vi,name_en,token,locator
tb12.database.kho-benh-an,criteria,1,bo-y-te,Kho bệnh án,Medical records,13/19,annex 2/row 1
tb12.database.kho-thuoc,connection,2,bo-y-te,Kho thuốc,Medicines,,annex 2/row 2
""",
    "directives.csv": """\
id,item,lead,partners,title_vi,title_en,deadline,recurrence,locator,occurrence
tb12.directive.1,II,bo-y-te,,Hoàn thành kho,Complete the store,trước ngày 10 tháng 7 năm 2030,,II/¶2,
tb12.directive.2,II,bo-y-te,bo-noi-vu,Báo cáo đều,Report regularly,,monthly,II/¶2,
""",
    "groups.csv": """\
list,agency,as_written,locator,occurrence
reporting.reported,ha-noi,Hà Nội,note 1,
reporting.reported,hue,Huế,note 1,
""",
}


@dataclass(frozen=True)
class Office:
    """A workspace on disk, its one document's folder of sheets, and its folder of documents."""

    workspace: Workspace

    @property
    def folder(self) -> Path:
        return self.workspace.raw / FOLDER

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8", newline="")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text, "the test changes nothing"
        self.write(name, text.replace(old, new, 1))

    def document(self, name: str, text: str) -> Path:
        self.workspace.documents.mkdir(parents=True, exist_ok=True)
        path = self.workspace.documents / name
        path.write_text(text, encoding="utf-8", newline="")
        return path


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.delenv(DOCUMENTS_VARIABLE, raising=False)
    made = Office(Workspace(tmp_path))
    made.folder.mkdir(parents=True)
    for name, text in FILES.items():
        made.write(name, text)
    return made


@pytest.fixture
def text() -> str:
    return TEXT


@pytest.fixture
def second(office: Office) -> Callable[[], Path]:
    """Adds a second document that is right in itself; gives its folder."""

    def add() -> Path:
        folder = office.workspace.raw / "13-tb-ubsm"
        folder.mkdir()
        settings = FILES["document.toml"].replace("12-tb", "13-tb").replace("tb12", "tb13")
        settings = settings.replace("12/TB-UBSM", "13/TB-UBSM").replace(checksum(TEXT), "0" * 64)
        (folder / "document.toml").write_text(settings, encoding="utf-8")
        (folder / "groups.csv").write_text("list,agency,as_written,locator,occurrence\n", encoding="utf-8")
        return folder

    return add
