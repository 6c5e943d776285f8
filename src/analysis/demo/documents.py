"""The invented documents: when they were issued, what they are called, and their document.toml."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from .people import ISSUER


@dataclass(frozen=True)
class Paper:
    """One document. `month` counts the months of returns (None: it brings none)."""

    id: str
    key: str
    number: str
    kind: str
    issued: date
    vi: str
    en: str
    month: int | None = None
    communes: bool = False

    @property
    def period(self) -> str:
        return f"{self.issued:%Y-%m}"

    def settings(self, seed: int) -> str:
        """Its document.toml; the checksum is no text's, so that no file is ever taken for it."""
        checksum = hashlib.sha256(f"invented {self.id} {seed}".encode()).hexdigest()
        return "\n".join(
            [
                f'id = "{self.id}"',
                f'key = "{self.key}"',
                f'number = "{self.number}"',
                f'kind = "{self.kind}"',
                f'issuer = "{ISSUER}"',
                f'issued = "{self.issued}"',
                f'as_of = "{self.issued}"',
                f'period = "{self.period}"',
                'status = "reviewed"',
                "invented = true",
                "",
                "[title]",
                f'vi = "{self.vi}"',
                f'en = "{self.en}"',
                "",
                "[text]",
                f'letterhead = ["{self.number}", "GIẢ ĐỊNH"]',
                f'sha256 = "{checksum}"',
                "",
            ]
        )


PAPERS = (
    Paper("tb-gia-dinh-2026-03", "gd03", "03/TB-GIẢ-ĐỊNH", "notice", date(2026, 3, 16),
          "Thông báo giả định tháng 3 năm 2026", "Invented notice of March 2026"),
    Paper("bc-gia-dinh-2026-05", "gd05", "05/BC-GIẢ-ĐỊNH", "report", date(2026, 5, 20),
          "Báo cáo giả định tháng 5 năm 2026", "Invented report of May 2026", 0),
    Paper("bc-gia-dinh-xa-2026-05", "gdx05", "05X/BC-GIẢ-ĐỊNH", "report", date(2026, 5, 20),
          "Báo cáo giả định của cấp xã tháng 5 năm 2026", "Invented returns of the communes, May 2026", 0, True),
    Paper("tb-gia-dinh-2026-06", "gd06", "06/TB-GIẢ-ĐỊNH", "notice", date(2026, 6, 24),
          "Thông báo giả định tháng 6 năm 2026", "Invented notice of June 2026", 1),
    Paper("bc-gia-dinh-xa-2026-06", "gdx06", "06X/BC-GIẢ-ĐỊNH", "report", date(2026, 6, 24),
          "Báo cáo giả định của cấp xã tháng 6 năm 2026", "Invented returns of the communes, June 2026", 1, True),
)  # fmt: skip
