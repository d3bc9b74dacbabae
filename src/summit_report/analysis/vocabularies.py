"""The closed vocabularies of the data model, once, so that checks, codebook and data package cannot drift apart."""

AGREEMENT_INSTRUMENTS = (
    "treaty",
    "declaration",
    "agreement",
    "protocol",
    "contract",
    "memorandum",
    "action plan",
    "programme",
    "initiative",
    "statement",
    "twinning",
    "other",
)
SCOPES = ("multilateral", "bilateral", "subnational", "commercial")
AGREEMENT_STATUSES = ("announced", "signed", "in force", "under way", "completed", "unknown")
RELATIONS = ("summit", "follow-up", "context")

FUNDING_INSTRUMENTS = ("grant", "loan", "equity", "investment", "trade finance", "contract value", "unspecified")
FUNDER_KINDS = ("government", "policy bank", "company", "mixed", "unknown")
FUNDING_STATUSES = ("pledged", "committed", "disbursed", "unknown")
QUALIFIERS = ("exact", "approximately", "at least", "more than", "nearly", "up to")
YES_NO = ("yes", "no")

STAGES = (
    "proposed",
    "feasibility",
    "preparation",
    "construction",
    "operating",
    "delayed",
    "cancelled",
    "unknown",
)

SOURCE_KINDS = ("official", "news agency", "media", "think tank", "reference")

# What a milestone may belong to, and the table in which that row stands.
ENTITY_TABLES = {"agreement": "agreements", "project": "projects", "funding": "funding"}
MILESTONE_STATUSES = ("planned", "done")
# Each precision, and how much of the date it lets the row state.
PRECISION_LEVELS = {
    "day": "day",
    "month": "month",
    "year": "year",
    "month or earlier": "month",
    "report day": "day",
}
