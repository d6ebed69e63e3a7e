"""Joins the rooms: settings, build, command line, intake."""
