"""Errors whose message is shown to the person as it is: what is wrong, where, what to do."""


class UserError(Exception):
    """Base of all errors that a person can mend. The message needs no traceback."""


class SettingError(UserError):
    """A setting, flag or argument that cannot be used. Names it and the mend."""


class NotIndexedError(SettingError):
    """A file that was named to look at alone, and that is not in the index."""


class ArticleError(UserError):
    """A file that cannot be read as an article. Names the file and the reason."""


class NotMountedError(ArticleError):
    """A folder that is another one than before and holds nothing of what is indexed of it."""


class IndexStateError(UserError):
    """An index that cannot be used as it is: not ours, another version, locked or damaged."""


class DamagedError(IndexStateError):
    """An index that has to be made anew: broken, or of another version."""


class ServerError(IndexStateError):
    """A server with the vectors that does not answer, or not to us. The words answer meanwhile."""

    waited = False  # in vain, for as long as one may


class ModelError(UserError):
    """A model, its file or its server that does not work."""
