"""Journeys use the same browser as the other browser tests."""

from tests.browser.conftest import base_url, browser_context_args, browser_type_launch_args

__all__ = ["base_url", "browser_context_args", "browser_type_launch_args"]
