"""A folder as a firm sends it: exports of many tools, renamed, zipped, oddly encoded, one broken.

Made of the model's own samples and of invented rows; no real firm or person.
"""

from __future__ import annotations

import csv
from pathlib import Path

from cxaudit.modelfile import MODEL_ROOT
from tests.intake.files import archive, workbook

EXPORTS = MODEL_ROOT / "exports"
OWN = (
    "Bid no;Kunde;Type;Date in;Abgabe;Status;Size (EUR m)\n"
    "B-1;Nordpension;RFP;03/04/2025;04/05/2025;Won;12,5\n"
    "B-2;Südkasse;RFI;05/04/2025;07/05/2025;offen;100,0\n"
)
WEEKS = 30
CHANNELS = ("Organic Social", "Direct", "Organic Search", "Email")


def sample(name: str, file: str = "sample.csv") -> bytes:
    """Return one sample of the model."""
    return (EXPORTS / name / file).read_bytes()


def write_mixed_exports(folder: Path) -> dict[str, Path]:
    """Write the folder; return its files by what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "posts": ("Our posts (final) v2.csv", posts()),
        "traffic": ("data-export(3).csv", traffic()),
        "mails": ("mails.zip", archive({"campaigns.csv": mails()})),
        "meeting": ("webinar Feb.csv", sample("teams__attendance_report")),
        "deals": ("report1734012345678.csv", sample("salesforce__opportunity_report")),
        "bids": ("RFPs.csv", bids()),
        "clients": ("Client list.xlsx", clients()),
        "mandates": ("mandates.csv", sample("generic__mandate_register")),
        "complaints": ("Beschwerden.csv", sample("generic__complaints").replace(b",", b";")),
        "videos": ("Content 2025-01-01_2025-12-31.zip",
                   archive({"Table data.csv": sample("youtube__table_data"),
                            "Chart data.csv": sample("youtube__chart_data")})),
        "reports": ("reports.txt", sample("generic__report_log")),
        "portal": ("access.log", sample("webserver__access_log", "sample.log")),
        "own": ("Angebote 2025.csv", OWN.encode("cp1252")),
        "person": ("Content_2025_Ann.csv", sample("linkedin_profile__analytics")),
        "broken": ("ratings.xlsx", clients()[:-200]),
    }  # fmt: skip
    for name, content in files.values():
        (folder / name).write_bytes(content)
    return {what: folder / name for what, (name, _) in files.items()}


def posts() -> bytes:
    """Return a LinkedIn company page's posts in UTF-16, forty of them."""
    head = ("Post title,Post link,Post type,Campaign name,Posted by,Created date,Impressions,"
            "Clicks,Likes,Comments,Reposts")  # fmt: skip
    rows = [
        f"Invented post {n},https://www.linkedin.example/{n},Organic,,Ann Invented,"
        f"{1 + n % 12}/{13 + n % 15}/2025,{1000 + n},{20 + n},{10 + n},2,1"
        for n in range(40)
    ]
    return ("All posts of the page\n" + "\n".join([head, *rows]) + "\n").encode("utf-16")


def traffic() -> bytes:
    """Return GA4 sessions by channel of the year."""
    text = (
        "# ----------------------------------------\n# Traffic acquisition\n# Account: Invented\n"
        "# Property: Invented site\n# ----------------------------------------\n#\n"
        "# All Users\n# Start date: 20250101\n# End date: 20251231\n\n"
        "Session primary channel group (Default channel group),Sessions,Engaged sessions,"
        "Average engagement time per session\n"
    )
    rows = [f"{name},{1000 * n},{600 * n},{40 + n}.5" for n, name in enumerate(CHANNELS, 1)]
    return (text + "\n".join(rows) + "\n").encode()


def mails() -> bytes:
    """Return a Mailchimp report of thirty campaigns, semicolons between the cells."""
    head = ["Title", "Subject", "List", "Send Date", "Send Weekday", "Total Recipients",
            "Successful Deliveries", "Soft Bounces", "Hard Bounces", "Total Bounces",
            "Unique Opens", "Open Rate", "Total Opens", "Unique Clicks", "Click Rate",
            "Total Clicks", "Unsubscribes", "Unique Id"]  # fmt: skip
    rows = [
        [f"Letter {n}", f"News {n}", "Clients", f"Jan {1 + n % 28}, 2025 09:00 am", "Monday",
         "1000", "990", "6", "4", "10", f"{300 + n}", f"{(300 + n) / 9.9:.2f}%", "500", "50",
         "5.05%", "70", "1", f"id{n}"]
        for n in range(WEEKS)
    ]  # fmt: skip
    return ("\n".join(";".join(row) for row in [head, *rows]) + "\n").encode()


def bids() -> bytes:
    """Return an RFP log whose days may be read both ways, with decimal commas."""
    head = ("RFP ID;Type;Client/Prospect;Received;Due;Submitted;Shortlisted;Decision date;Outcome;"
            "Expected AUM;Currency")  # fmt: skip
    rows = [
        f"R-{n:03d};RFP;Invented Pension {n};{1 + n % 6:02d}/03/2025;10/04/2025;"
        f"{1 + n % 9:02d}/04/2025;{'02/05/2025' if n % 2 else ''};05/06/2025;"
        f"{'Won' if n % 3 else 'Lost'};{n + 1}0.000.000,00;EUR"
        for n in range(24)
    ]
    return ("\n".join([head, *rows]) + "\n").encode()


def clients() -> bytes:
    """Return the register of clients as a workbook whose first sheet is a cover."""
    lines = sample("generic__client_register").decode().splitlines()
    table = list(csv.reader(lines))
    return workbook({"Cover": [["Clients, as sent on request"], ["Invented"]], "Register": table})
