"""The answers, as the contract documents them. Members not named here do not occur."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from cds.hooks.fields import Text

__all__ = [
    "CdsResponseSchema",
    "DiscoverySchema",
    "FeedbackReportSchema",
    "HealthSchema",
    "LiveSchema",
    "OperationOutcomeSchema",
    "StoreSchema",
]

_LONGEST_SUMMARY = 139
_STORE = ("reachable", "unreachable")
_ADDRESS = {"type": "string", "format": "uri"}


class _Exact(Schema):
    class Meta:
        """No other members."""

        unknown = RAISE


class ServiceSchema(_Exact):
    """One service of discovery."""

    hook = Text(required=True)
    hook_version = Text(data_key="hookVersion")
    id = Text(required=True)
    title = Text(required=True)
    description = Text(required=True)
    usage_requirements = Text(data_key="usageRequirements")
    version = Text(metadata={"description": "Version of the CDS Hooks specification."})
    prefetch = fields.Dict(keys=fields.String(), values=Text())
    extension = fields.Dict(metadata={"description": "Versions of the software and of the knowledge."})


class DiscoverySchema(_Exact):
    """The services of this server."""

    services = fields.List(fields.Nested(ServiceSchema), required=True)


class CodingSchema(_Exact):
    """A code with its system."""

    code = Text(required=True)
    system = Text(required=True)
    display = Text()


class SourceSchema(_Exact):
    """Where the guidance comes from."""

    label = Text(required=True)
    url = Text(metadata=_ADDRESS)
    icon = Text(metadata=_ADDRESS)
    topic = fields.Nested(CodingSchema)


class ActionSchema(_Exact):
    """One change a click makes."""

    type = Text(required=True, validate=validate.OneOf(("create", "update", "delete")))
    description = Text(required=True)
    resource = fields.Dict(metadata={"description": "FHIR R4 resource."})
    resource_id = Text(data_key="resourceId")


class SuggestionSchema(_Exact):
    """What one click does."""

    label = Text(required=True)
    uuid = Text(required=True, metadata={"format": "uuid"})
    is_recommended = fields.Boolean(data_key="isRecommended")
    actions = fields.List(fields.Nested(ActionSchema), validate=validate.Length(min=1))


class LinkSchema(_Exact):
    """A page or an app."""

    label = Text(required=True)
    url = Text(required=True, metadata=_ADDRESS)
    type = Text(required=True, validate=validate.OneOf(("absolute", "smart")))
    app_context = Text(data_key="appContext")


class CardSchema(_Exact):
    """One message to the clinician."""

    uuid = Text(required=True, metadata={"format": "uuid"})
    summary = Text(required=True, validate=validate.Length(1, _LONGEST_SUMMARY))
    detail = Text(metadata={"description": "GitHub Markdown without HTML."})
    indicator = Text(required=True, validate=validate.OneOf(("info", "warning", "critical")))
    source = fields.Nested(SourceSchema, required=True)
    suggestions = fields.List(fields.Nested(SuggestionSchema), validate=validate.Length(min=1))
    selection_behavior = Text(data_key="selectionBehavior", validate=validate.OneOf(("any", "at-most-one")))
    override_reasons = fields.List(
        fields.Nested(CodingSchema), data_key="overrideReasons", validate=validate.Length(min=1)
    )
    links = fields.List(fields.Nested(LinkSchema), validate=validate.Length(min=1))
    extension = fields.Dict(
        metadata={
            "description": "org.petechiae.differential, on one card of an answer: ranked causes with evidence, open "
            "dangers, fired gates, and the published scores that apply (id, name, low, high, of, meaning, items)."
        }
    )


class CdsResponseSchema(_Exact):
    """The answer to a call. No cards: nothing to say; a failure is never an empty list."""

    cards = fields.List(fields.Nested(CardSchema), required=True)
    extension = fields.Dict(
        required=True,
        metadata={
            "description": "org.petechiae.knowledge and org.petechiae.service name the versions; org.petechiae.silent "
            "counts the cards held back because they were overridden and nothing has changed since."
        },
    )


class DetailsSchema(_Exact):
    """Words for a person."""

    text = Text(required=True)


class IssueSchema(_Exact):
    """One problem."""

    severity = Text(required=True, validate=validate.OneOf(("error",)))
    code = Text(required=True)
    details = fields.Nested(DetailsSchema, required=True)
    expression = fields.List(Text(), metadata={"description": "Path of the member at fault."})


class OperationOutcomeSchema(_Exact):
    """Why a request was not answered: every problem found."""

    resource_type = Text(data_key="resourceType", required=True, validate=validate.Equal("OperationOutcome"))
    issue = fields.List(fields.Nested(IssueSchema), required=True, validate=validate.Length(min=1))


class LiveSchema(_Exact):
    """The process answers."""

    status = Text(required=True)


class HealthSchema(_Exact):
    """That calls are answered, with what, and whether what is kept of them can be kept (else "degraded")."""

    status = Text(required=True, validate=validate.OneOf(("ready", "degraded")))
    version = Text(required=True)
    knowledge = Text(required=True)
    store = Text(required=True, validate=validate.OneOf(_STORE))


class StoreSchema(_Exact):
    """Whether the store takes what is to be kept: feedback and the audit of calls."""

    store = Text(required=True, validate=validate.OneOf(_STORE))


class SuggestedCardsSchema(_Exact):
    """Cards that carried a suggestion, by their latest feedback."""

    given = fields.Integer(required=True)
    accepted = fields.Integer(required=True)
    rejected = fields.Integer(required=True)
    deferred = fields.Integer(required=True, metadata={"description": "Already done, or will be done later."})


class ReportedTopicSchema(_Exact):
    """One topic of one service under one knowledge version."""

    service = Text(required=True)
    topic = fields.String(required=True)
    knowledge_version = Text(data_key="knowledgeVersion", required=True)
    given = fields.Integer(required=True)
    answered = fields.Integer(required=True, metadata={"description": "Cards with any feedback."})
    with_suggestion = fields.Nested(SuggestedCardsSchema, data_key="withSuggestion", required=True)
    override_reasons = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        data_key="overrideReasons",
        required=True,
        metadata={"description": "Number of cards by the code of our own override reasons."},
    )
    acceptance = fields.Float(
        metadata={"description": "Accepted of accepted and rejected, over cards with a suggestion. Absent: none."}
    )


class FeedbackReportSchema(_Exact):
    """Counts of cards and feedback. An authenticated client sees its own."""

    topics = fields.List(fields.Nested(ReportedTopicSchema), required=True)
    unknown_cards = fields.Integer(
        data_key="unknownCards",
        required=True,
        metadata={"description": "Cards with feedback that were not given here."},
    )
