"""How many updates a second a bot answers: the product beside bare echo bots, over one fake Bot API."""
