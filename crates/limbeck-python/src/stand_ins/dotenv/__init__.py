"""python-dotenv: `.env` files below the project folder become environment variables."""

from .main import dotenv_values, find_dotenv, get_key, load_dotenv

__all__ = ["dotenv_values", "find_dotenv", "get_key", "load_dotenv"]
