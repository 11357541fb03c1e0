"""The worker: django-tasks' own, which first takes up what a worker before it has left."""

from typing import Any

from django_tasks_db.management.commands.db_worker import Command as Worker

from headway.web import jobs


class Command(Worker):
    """Do long jobs until the process is ended."""

    def handle(self, *words: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Begin."""
        jobs.hand_over_again()
        super().handle(*words, **options)
