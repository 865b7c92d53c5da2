package enum RunFormatVersion {}
