"""Panels that more than one picture shows, or that are a picture's main part."""
