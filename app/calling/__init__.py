"""The rules of the callback round, without a database: dates, states, order, rates."""
