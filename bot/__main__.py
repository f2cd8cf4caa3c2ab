"""`python -m bot run | ask | chat`."""

from bot.cli import main

if __name__ == "__main__":
    main()
