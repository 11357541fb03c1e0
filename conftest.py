"""Lets tests and doctests import the web app: Django has to know its settings first, and they a home."""

import atexit
import os
import shutil
import tempfile

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "headway.web.settings"
os.environ["HEADWAY_HOME"] = tempfile.mkdtemp(prefix="headway-no-home-")
atexit.register(shutil.rmtree, os.environ["HEADWAY_HOME"], ignore_errors=True)
os.environ["HEADWAY_DEMO"] = "0"
django.setup()
