"""What we remember: one module for each noun, and the schema they share."""

from models.album import AnsweredAlbum
from models.delivery import Delivery, DeliveryState, Kind, Lane
from models.lease import Lease
from models.override import OpeningOverride
from models.revision import Revision
from models.schema import Model
from models.seal import Seal
from models.slot import Slot
from models.station import Station
from models.update import DeadLetter, ProcessedUpdate
from models.worker import Worker

__all__ = [
    "AnsweredAlbum",
    "DeadLetter",
    "Delivery",
    "DeliveryState",
    "Kind",
    "Lane",
    "Lease",
    "Model",
    "OpeningOverride",
    "ProcessedUpdate",
    "Revision",
    "Seal",
    "Slot",
    "Station",
    "Worker",
]
