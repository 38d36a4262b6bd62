"""What has gone of a class's marks to the gradebook of its learning platform."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from marking.services import passback
from quizzes.access.web import taught_assignment
from quizzes.pure.wording import count


@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show each student's mark as the platform has it, and try again where it could not be sent."""
    assignment = taught_assignment(request.user, assignment_id)
    if request.method == "POST":
        again = passback.try_again(assignment=assignment, now=timezone.now())
        messages.success(request, f"{count(again, 'mark')} will be sent again in a moment.")
        return redirect("marks-sent", assignment.pk)
    rows = list(passback.of_assignment(assignment)[:1000])
    links = assignment.lti_links.select_related("course__platform").exclude(line_item="")
    context = {"assignment": assignment, "rows": rows, "links": links, "failed": [row for row in rows if row.said]}
    return render(request, "marking/result/sent.html", context)
