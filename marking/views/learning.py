"""What people's marks teach a question's mark scheme: look, then accept line by line."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from marking import queries
from marking.services import alarms, learning, schemes
from quizzes.access.table import permitted
from quizzes.access.web import fetch
from quizzes.models import Assignment, Question, Response


@require_http_methods(["GET", "POST"])
def learn(request: HttpRequest, question_id: int) -> HttpResponse:
    """Show the wordings that people's marks propose; a post takes them up to the one named into a new version."""
    rows = Question.objects.select_related("bank")
    question = fetch(request.user, "quizzes.change_question", rows, pk=question_id)
    scheme = schemes.newest(question)
    responses = permitted(request.user, "marking.change_response", Response.objects.handed_in())
    judged = queries.judged_by_people(question, responses)
    proposals = learning.for_question(question=question, text=scheme.text, judged=judged) if scheme else []
    if request.method == "POST" and scheme is not None:
        # The texts are worked out anew, so that nothing but a proposal can be taken; a newer scheme proposes its own.
        wanted = next((one for one in proposals if one.key == request.POST.get("take")), None)
        if wanted is None:
            messages.info(
                request, "The marks or the scheme have changed in the meantime. This is what they propose now."
            )
            return redirect("learn", question.pk)
        made = schemes.write(question=question, text=wanted.text, by=request.user, now=timezone.now())
        messages.success(request, f"Version {made.version} of the mark scheme. See below whose marks it would change.")
        return redirect("remark", question.pk)
    tried = None
    if "try" in request.GET and scheme is not None:
        tried = learning.held_out_for_question(question=question, text=scheme.text, judged=judged)
    taught = permitted(request.user, "quizzes.manage_assignment", Assignment.objects.all())
    context = {
        "question": question,
        "bank": question.bank,
        "scheme": scheme,
        "judged": len(judged),
        "least": learning.LEAST_HELD_OUT,
        "proposals": proposals,
        "tried": tried,
        "alarms": alarms.of_question(question, taught),
        "may_edit": True,
    }
    return render(request, "marking/question/learn.html", context)
