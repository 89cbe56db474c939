"""One settings module per service; each names its databases and the role it speaks to them as."""
