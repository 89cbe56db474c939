"""Pages and pictures out: letters, reports, charts, QR codes. Values in, bytes out."""
