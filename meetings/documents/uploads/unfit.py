"""Why a file cannot be a document. Each sentence begins with the name of the file."""


class Unfit(Exception):
    """`str()` of it continues the sentence after the name of the file."""


class Broken(Unfit):
    def __init__(self):
        super().__init__("är trasig och går inte att öppna. Spara den på nytt i programmet den kommer från.")


class Locked(Unfit):
    def __init__(self):
        super().__init__("är låst med lösenord. Spara den utan lösenord, så att rådet kan läsa den.")


class Misnamed(Unfit):
    def __init__(self):
        super().__init__("innehåller något annat än vad namnet säger. Spara filen på nytt i rätt format.")


class WithMacros(Unfit):
    def __init__(self):
        super().__init__("innehåller makron. Spara den utan makron eller som PDF.")


class Swelling(Unfit):
    def __init__(self):
        super().__init__("packas upp till orimligt mycket. Spara den på nytt eller som PDF.")


class Guarded(Unfit):
    def __init__(self):
        super().__init__(
            "är skyddad av organisationen, så att bara vissa kan öppna den. Ta bort skyddet eller "
            "känslighetsetiketten, så att rådet kan läsa den."
        )
