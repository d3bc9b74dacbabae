# What JupyterLab's scheduler takes from summit-report; installed into etc/jupyter of the environment.
# Your own jupyter_server_config.py goes before it: set any of these there.
from jupyter_core.paths import jupyter_data_dir

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - Jupyter defines it
c.SchedulerApp.environment_manager_class = "summit_report.publishing.lab.jobs.Environments"
c.SchedulerApp.scheduler_class = "summit_report.publishing.lab.jobs.ReportScheduler"
# A list of its own: elsewhere, the scheduler fails on lists with formats that it does not know.
c.SchedulerApp.db_url = f"sqlite:///{jupyter_data_dir()}/summit-report-jobs.sqlite"
