"""Several hosts on one machine: network namespaces with names of their own, private database servers, the real yoban.

Everything here lives in a network namespace of its own (see enter), so that nothing of the machine's network is touched, and ends with
the process that made it, however that ends.
"""

from .hosts import Host, Network, enter
from .processes import Failed, Program, run, wait_for
from .project import Project
from .servers import MariaDB, Postgres

__all__ = ["Failed", "Host", "MariaDB", "Network", "Postgres", "Program", "Project", "enter", "run", "wait_for"]
