"""A JupyterHub for one class: `jupyterhub --config docs/hub/jupyterhub_config.py`. docs/hub.md says what to change."""

import os
import pathlib
import secrets
import shutil

COURSE = pathlib.Path(__file__).resolve().parents[2]
PLACE = pathlib.Path(os.environ.get("CLASS_FOLDER", "class")).resolve()  # the learners' folders, and what the hub remembers
PASSWORD = os.environ.get("CLASS_PASSWORD") or secrets.token_urlsafe(6)

c = get_config()  # noqa: F821, JupyterHub gives it

# Every hub: the course's first page, and one thread of linear algebra a learner. labconfig/ adds that nobody is asked for
# news, and that a chapter that is closed leaves no kernel.
c.JupyterHub.bind_url = "http://127.0.0.1:8000/class/"
c.Spawner.default_url = "/lab/tree/notebooks/00_start_here.ipynb"
c.Spawner.environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# There, labconfig/ has JupyterLab's settings, and jupyter_server_config.py the server's.
c.Spawner.environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join([str(COURSE / "docs" / "hub"), str(COURSE / "docs" / "server")])
c.Spawner.mem_limit = "1G"  # held by spawners that can, such as those of Docker, Kubernetes and systemd
c.Spawner.start_timeout = c.Spawner.http_timeout = 120  # sixty at once

# This machine alone, to try it: anyone who knows the password comes in under any name, and all are one user of the system.
if os.geteuid() == 0:
    c.Spawner.args = ["--allow-root"]
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.db_url = f"sqlite:///{PLACE / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(PLACE / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(PLACE / "proxy.pid")
c.Authenticator.allow_all = True
c.DummyAuthenticator.password = PASSWORD
c.SimpleLocalProcessSpawner.home_dir_template = str(PLACE / "{username}")


def give_the_notebooks(spawner):
    """Copy the notebooks into a learner's folder, the first time."""
    folder = PLACE / spawner.user.name / "notebooks"
    if not folder.exists():
        shutil.copytree(COURSE / "notebooks", folder, ignore=shutil.ignore_patterns(".*"))


c.Spawner.pre_spawn_hook = give_the_notebooks
PLACE.mkdir(parents=True, exist_ok=True)
print(f"The password of the class is {PASSWORD}")
