"""Plans: what is asked for, what is written, what was adopted, and what reviewers found."""

from .editions import Edition, FocusArea, ProfessionAccess
from .plans import Plan, Template
from .reviews import Feedback, FeedbackPoint, Judgement, Moderation, Review, ReviewForm, ReviewFormVersion, Round
from .steering import SteeringDocument, SteeringNote, SteeringVersion
from .texts import Comment, OtherText, Part, Writer

__all__ = [
    "Comment",
    "Edition",
    "Feedback",
    "FeedbackPoint",
    "FocusArea",
    "Judgement",
    "Moderation",
    "OtherText",
    "Part",
    "Plan",
    "ProfessionAccess",
    "Review",
    "ReviewForm",
    "ReviewFormVersion",
    "Round",
    "SteeringDocument",
    "SteeringNote",
    "SteeringVersion",
    "Template",
    "Writer",
]
