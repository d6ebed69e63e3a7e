"""What we remember: one module for each noun, and the schema they share."""

from models.album import AnsweredAlbum
from models.audit import AuditEntry
from models.broadcast import Broadcast, BroadcastState
from models.case import Case, CaseDeadline, CaseFollower, CaseKind, CaseMessage, CaseNumber, CaseState, Side
from models.case_desk import CaseCard, CaseTopic, TopicState
from models.delivery import Delivery, DeliveryState, Kind, Lane
from models.errand import Errand, ErrandState
from models.event import Event, EventDay, EventKind, Notify, OnHoliday, Reservation, Serving, ServingCard
from models.form import Form
from models.heat import Forecast, HeatAlert, HeatReport, WeatherSource
from models.keeping import NoonCard, NoonQuestion, StationKeeper, Supply
from models.lease import Lease
from models.live_card import LiveCard
from models.notice import Notice
from models.override import OpeningOverride
from models.revision import Revision
from models.schema import Model
from models.seal import Seal
from models.slot import Slot
from models.staff import Invitation, Role, StaffMember
from models.station import Station
from models.subscription import Subscription, Topic
from models.union import Union
from models.update import DeadLetter, ProcessedUpdate
from models.worker import Worker

__all__ = [
    "AnsweredAlbum",
    "AuditEntry",
    "Broadcast",
    "BroadcastState",
    "Case",
    "CaseCard",
    "CaseDeadline",
    "CaseFollower",
    "CaseKind",
    "CaseMessage",
    "CaseNumber",
    "CaseState",
    "CaseTopic",
    "DeadLetter",
    "Delivery",
    "DeliveryState",
    "Errand",
    "ErrandState",
    "Event",
    "EventDay",
    "EventKind",
    "Forecast",
    "Form",
    "HeatAlert",
    "HeatReport",
    "Invitation",
    "Kind",
    "Lane",
    "Lease",
    "LiveCard",
    "Model",
    "NoonCard",
    "NoonQuestion",
    "Notice",
    "Notify",
    "OnHoliday",
    "OpeningOverride",
    "ProcessedUpdate",
    "Reservation",
    "Revision",
    "Role",
    "Seal",
    "Serving",
    "ServingCard",
    "Side",
    "Slot",
    "StaffMember",
    "Station",
    "StationKeeper",
    "Subscription",
    "Supply",
    "Topic",
    "TopicState",
    "Union",
    "WeatherSource",
    "Worker",
]
