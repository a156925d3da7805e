"""All that mutate breaks, by what it belongs to."""

from . import delivery, messages, money, packets, requests

MUTATIONS = [*messages.MUTATIONS, *packets.MUTATIONS, *delivery.MUTATIONS, *requests.MUTATIONS, *money.MUTATIONS]
