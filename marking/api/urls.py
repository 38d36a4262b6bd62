"""The addresses of the API of `marking`."""

from rest_framework.routers import SimpleRouter

from marking.api import (
    banks,
    check,
    enquiries,
    essays,
    jobs,
    moderators,
    notes,
    opinions,
    practice,
    questions,
    remark,
    reports,
    results,
    schemes,
    transfers,
    viewsets,
)

router = SimpleRouter()
router.register("banks", banks.BankViewSet)
router.register("questions", questions.QuestionViewSet)
router.register("mark-schemes", questions.MarkSchemeViewSet)
router.register("questions", questions.QuestionSchemeViewSet, basename="question-scheme")
router.register("banks", schemes.SchemeDraftViewSet, basename="scheme-draft")
router.register("mark-schemes", schemes.GridViewSet, basename="scheme")
router.register("questions", schemes.ProposalViewSet, basename="proposal")
router.register("examples", questions.ExampleViewSet)
router.register("questions", remark.RemarkViewSet, basename="question-remark")
router.register("marks", viewsets.MarkViewSet)
router.register("results", viewsets.ResultViewSet, basename="result")
router.register("notes", notes.NotesViewSet, basename="api-notes")
router.register("drafts", notes.DraftViewSet, basename="api-draft")
router.register("slips", notes.SlipViewSet, basename="api-slip")
router.register("marking", check.CheckViewSet, basename="api-marking")
router.register("marking", results.ResultsViewSet, basename="api-marks")
router.register("marking", opinions.OpinionViewSet, basename="api-opinion")
router.register("marking", essays.PileViewSet, basename="api-pile")
router.register("scripts", essays.ScriptViewSet, basename="api-script")
router.register("script-comments", essays.ScriptCommentViewSet, basename="api-script-comment")
router.register("comment-bank", essays.BankedCommentViewSet, basename="api-banked")
router.register("moderators", moderators.ModeratorViewSet, basename="api-moderator")
router.register("batches", check.BatchViewSet, basename="api-batch")
router.register("enquiries", enquiries.EnquiryViewSet, basename="api-enquiry")
router.register("jobs", jobs.JobViewSet, basename="api-job")
router.register("imports", transfers.ImportViewSet, basename="api-import")
router.register("banks", transfers.ExportViewSet, basename="api-bank")
router.register("practice", practice.PracticeViewSet, basename="api-practice")
router.register("practice-answers", practice.PractiseViewSet, basename="api-practice-answer")
router.register("classes", reports.ClassReportViewSet, basename="api-class-report")

urlpatterns = router.urls
