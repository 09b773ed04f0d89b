"""What stands out in interviews, and how one talks about it. Rules over plain values; they know no database."""
