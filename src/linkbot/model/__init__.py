"""The values that flow through linkbot: frozen, without behaviour beyond what follows from them."""
