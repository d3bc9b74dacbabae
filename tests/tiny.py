# ruff: noqa: E501 (a row of a table is one line, however long)
"""
A tiny valid dataset whose every total can be checked by hand.

Summit documents: 3 + 1 = 4, the package T-A1 (its member T-A2 and the second description T-A3 add nothing) and the pledge
T-A4. Follow-up documents: 2 (T-A5).
Counted summit money: a grant of 140 m CNY, 20 m USD at 7.00 (T-F1, which T-F2 restates), contract value of more than
50 m USD (T-F3, of which T-F4 itemises 20 m), a loan without an amount (T-F5). Follow-up: up to 7 m USD (T-F6).
"""

from pathlib import Path

SLUG = "tiny-2030"

FILES = {
    "summit.yaml": """\
id: tiny-2030
title: Tiny Summit
place: Samarkand, Uzbekistan
starts: 2030-05-10
ends: 2030-05-11
members: [CHN, KAZ, UZB]
partner: CHN
as_of: 2031-01-31
reporting_currency: USD
version: 1.2.3
groups: {CA2: [KAZ, UZB]}
""",
    "sources.csv": """\
source_id,title,publisher,published,url,language,kind,side,based_on
T-S1,Statement of the two presidents,Ministry of Foreign Affairs,2030-05-11,https://example.org/s1,en,official,CHN,
T-S2,Report on the summit,Example News,2030-05,https://example.org/s2,ru,news agency,,T-S1
T-S3,Reference article,,,,en,reference,,
""",
    "sectors.csv": """\
sector,name,dac_crs_3digit,dac_crs_5digit
transport,Transport,210,21010;21030
energy,Energy,231;236,23110
not-itemised,Several sectors,998,99810
""",
    "agreements.csv": """\
agreement_id,title,instrument,scope,parties,sector,signed_on,first_announced,status,relation,documents,part_of,same_as,source_id,locator,note
T-A1,Package of three documents,other,bilateral,CHN;KAZ,not-itemised,2030-05-10,,signed,summit,3,,,T-S1,para 1,
T-A2,"Memorandum on rail, named",memorandum,bilateral,CHN;KAZ,transport,2030-05-10,,signed,summit,1,T-A1,,T-S2,para 2,One of the three.
T-A3,Rail memorandum in other words,memorandum,bilateral,CHN;KAZ,transport,,,signed,summit,1,,T-A2,T-S3,para 1,
T-A4,Pledge on solar power,initiative,multilateral,CHN;KAZ;UZB,energy,,2030-05,announced,summit,,,,T-S3,para 2,
T-A5,Two later contracts,contract,commercial,CHN;UZB,energy,2030-09,,signed,follow-up,2,,,T-S2,para 4,
""",
    "funding.csv": """\
funding_id,title,funder,funder_parties,funder_kind,recipients,instrument,amount,currency,amount_qualifier,year_from,year_to,stated_usd_equivalent,status,relation,linked_agreement_id,part_of,restates,counts_toward_total,source_id,locator,note
T-F1,Grant for two states,China,CHN,government,KAZ;UZB,grant,140000000,CNY,exact,2030,2031,,pledged,summit,T-A4,,,yes,T-S1,para 3,
T-F2,The same grant,China,CHN,government,KAZ;UZB,grant,140000000,CNY,approximately,,,15000000,pledged,summit,T-A4,,T-F1,no,T-S3,para 3,
T-F3,Value of the package,not stated,,unknown,KAZ,contract value,50000000,USD,more than,,,,unknown,summit,T-A1,,,yes,T-S2,para 1,
T-F4,Value of the rail memorandum,Rail company,CHN,company,KAZ,contract value,20000000,USD,exact,,,,unknown,summit,T-A2,T-F3,,no,T-S2,para 2,
T-F5,Loan of unknown size,Bank,CHN,policy bank,UZB,loan,,,,,,,committed,summit,,,,yes,T-S2,para 5,
T-F6,Price of the later contracts,Power company,CHN;KAZ,company,UZB,contract value,7000000,USD,up to,,,,committed,follow-up,T-A5,,,yes,T-S2,para 4,
""",
    "projects.csv": """\
project_id,title,sector,countries,stage,relation,start,target_completion,cost,currency,capacity,part_of,same_as,source_id,locator,note
T-P1,Railway,transport,CHN;KAZ;RUS,construction,summit,2030-06,2034,300000000,USD,100 km,,,T-S1,para 4,
T-P2,Railway tunnel,transport,KAZ,proposed,summit,,,,,,T-P1,,T-S2,para 2,
T-P3,Solar plant,energy,UZB,operating,follow-up,2030-12-01,,,,50 MW,,,T-S2,para 4,
""",
    "claims.csv": """\
claim_id,subject,measure,value,qualifier,text,unit,as_of,source_id,locator,note
T-C1,Documents of China and Kazakhstan,count,3,exact,,documents,2030-05-11,T-S1,para 1,
T-C2,Documents of China and Kazakhstan,count,4,more than,,documents,,T-S3,para 1,
T-C3,Railway,gauge,,,not decided,text,2030,T-S2,para 2,
""",
    "milestones.csv": """\
milestone_id,entity_type,entity_id,event,date,date_precision,status,source_id,locator,note
T-M1,agreement,T-A1,Signed,2030-05-10,day,done,T-S1,para 1,
T-M2,project,T-P1,Works begin,2030-06,month,done,T-S2,para 3,
T-M3,funding,T-F1,Last payment,2032,year,planned,T-S2,para 6,
""",
    "trade.csv": """\
trade_id,country,year,period,trade_usd_bn,partner_exports_usd_bn,partner_imports_usd_bn,compiler,source_id,locator,note
T-T1,KAZ,2029,year,10,6,4,Customs of China,T-S1,table 1,
T-T2,CA2,2029,year,15,9,,Customs of China,T-S1,table 1,
T-T3,KAZ,2030,Jan-Oct,8.5,,,Customs of China,T-S2,para 7,
""",
    "fx_rates.csv": """\
rate_id,date,base,quote,rate,kind,source_id,locator
T-R1,2030-05-10,USD,CNY,7.00,central parity,T-S1,table 2
T-R2,2030-09-15,USD,CNY,8.00,central parity,T-S1,table 2
""",
}


def write_tiny(folder: Path) -> Path:
    """Write the dataset to `data/tiny-2030` under *folder* and return that path."""
    dataset = folder / "data" / SLUG
    dataset.mkdir(parents=True)
    for name, text in FILES.items():
        (dataset / name).write_text(text, encoding="utf-8")
    return dataset


def edit(dataset: Path, name: str, old: str, new: str) -> None:
    """Replace the one place where *old* stands in the file *name* of *dataset*."""
    file = dataset / name
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def write_workbook(dataset: Path, file: Path) -> Path:
    """Write the tables of the folder *dataset* as sheets of a workbook, numbers as numbers."""
    import csv

    import yaml
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for table in sorted(dataset.glob("*.csv")):
        sheet = book.create_sheet(table.stem)
        with table.open(encoding="utf-8", newline="") as lines:
            for cells in csv.reader(lines):
                sheet.append([_typed(cell) for cell in cells])
    summit = book.create_sheet("summit")
    summit.append(["key", "value"])
    for key, value in yaml.safe_load((dataset / "summit.yaml").read_text(encoding="utf-8")).items():
        for name, text in _summit_rows(key, value):
            summit.append([name, text])
    book.save(file)
    return file


def _typed(cell: str) -> str | float | None:
    try:
        return float(cell)
    except ValueError:
        return cell or None


def _summit_rows(key: str, value: object) -> list[tuple[str, object]]:
    if isinstance(value, dict):
        return [(f"{key}.{name}", ";".join(codes)) for name, codes in value.items()]
    return [(key, ";".join(value) if isinstance(value, list) else value)]
