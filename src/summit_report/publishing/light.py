"""Import `running`, and papermill with it, without what papermill takes along and no build needs."""

from summit_report.unneeded import HADOOP, without

with without(HADOOP):
    from summit_report.publishing import running

__all__ = ["running"]
