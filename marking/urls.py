"""The addresses of `marking`."""

from django.urls import path

from marking.views import banks, check, drafts, questions, remark, responses, results, samples, wording

urlpatterns = [
    path("banks/<int:bank_id>/edit/", banks.edit_bank, name="bank-edit"),
    path("questions/bulk/", banks.bulk, name="questions-bulk"),
    path("notes/<int:notes_id>/drafts/", drafts.drafts, name="drafts"),
    path("notes/<int:notes_id>/glossary/", drafts.accept_glossary, name="notes-glossary"),
    path("notes/<int:notes_id>/slips/correct/", drafts.correct_all, name="slips-correct-all"),
    path("slips/<int:slip_id>/correct/", drafts.correct_slip, name="slip-correct"),
    path("slips/<int:slip_id>/keep/", drafts.keep_slip, name="slip-keep"),
    path("slips/<int:slip_id>/undo/", drafts.undo_slip, name="slip-undo"),
    path("notes/<int:notes_id>/drafts/keep/", drafts.keep_all, name="drafts-keep-all"),
    path("drafts/<int:draft_id>/keep/", drafts.keep, name="draft-keep"),
    path("drafts/<int:draft_id>/drop/", drafts.drop, name="draft-drop"),
    path("drafts/<int:draft_id>/undo/", drafts.undo, name="draft-undo"),
    path("questions/<int:question_id>/", questions.question, name="question"),
    path("questions/<int:question_id>/history/", questions.history, name="question-history"),
    path("questions/<int:question_id>/examples/", questions.save_example, name="example-save"),
    path("examples/<int:example_id>/remove/", questions.remove_example, name="example-remove"),
    path("banks/<int:bank_id>/questions/new/", questions.new_question, name="question-new"),
    path("banks/<int:bank_id>/try/", questions.try_out, name="question-try"),
    path("assignments/<int:assignment_id>/marks/", results.marks, name="marks"),
    path("assignments/<int:assignment_id>/marks/progress/", results.marks_progress, name="marks-progress"),
    path("assignments/<int:assignment_id>/marks/release/", results.release, name="marks-release"),
    path("assignments/<int:assignment_id>/marks/take-back/", results.take_back, name="marks-take-back"),
    path("assignments/<int:assignment_id>/marks/again/", check.again, name="marks-again"),
    path("assignments/<int:assignment_id>/check/", check.check, name="check"),
    path("assignments/<int:assignment_id>/check/decide/", check.decide, name="check-decide"),
    path("assignments/<int:assignment_id>/check/lease/", check.lease, name="check-lease"),
    path("assignments/<int:assignment_id>/check/wording/", wording.wording, name="check-wording"),
    path("assignments/<int:assignment_id>/sample/", samples.blind, name="sample"),
    path("assignments/<int:assignment_id>/second/", samples.second, name="second-marking"),
    path("batches/<int:batch_id>/undo/", check.undo, name="batch-undo"),
    path("questions/<int:question_id>/remark/", remark.remark, name="remark"),
    path("responses/<int:response_id>/", responses.response, name="response"),
    path("attempts/<int:attempt_id>/result/", results.result, name="result"),
]
