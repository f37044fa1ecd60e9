"""Where documents are kept, from one setting: the local disk, or any S3-compatible store.

`s3://key:secret@host[:port]/bucket[/folder][?region=eu-north-1][&tls=0]`; all but letters and digits in the
secret is percent-encoded. `tls=0` is for a store on the same machine. Nothing in the store is
public, and no address into it is ever given out: views fetch from it for those who may read.
"""

from contextlib import suppress
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

IN_MEMORY = 5 * 1024 * 1024  # of a file being passed on; the rest of it waits on disk


def storage(address):
    """The entry of Django's STORAGES."""
    if not address:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(address)
    bucket, _, folder = parts.path.strip("/").partition("/")
    if parts.scheme != "s3" or not (parts.hostname and bucket and parts.username and parts.password):
        raise ImproperlyConfigured("DOCUMENTS_STORE is written s3://key:secret@host/bucket.")
    asked = parse_qs(parts.query)
    scheme = "http" if asked.get("tls") == ["0"] else "https"
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "endpoint_url": f"{scheme}://{parts.netloc.rpartition('@')[2]}",
            "bucket_name": bucket,
            "location": folder,
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "region_name": asked.get("region", ["us-east-1"])[0],
            "client_config": client_config(),
            "file_overwrite": False,
            "default_acl": None,  # as private as the bucket
            "max_memory_size": IN_MEMORY,
        },
    }


def trouble():
    """The exceptions of a store that is down or has lost a file."""
    from botocore.exceptions import BotoCoreError, ClientError  # local: as below

    return OSError, BotoCoreError, ClientError


def put(store, name, file):
    """Keep the file in the store, and give back the name it got. Where that fails, as when the disk is full,
    nothing that was begun is left."""
    try:
        return store.save(name, file)
    except BaseException:
        with suppress(*trouble()):
            store.delete(name)
        raise


def client_config():
    from botocore.config import Config  # local: loads slowly, and is needed only with such a store

    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},  # the bucket's name is in the path, not in the host's name
        # The newer checksums are Amazon's own; other stores refuse them.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        # Somebody waits for the page, and gunicorn ends a worker that is silent for half a minute.
        connect_timeout=3,
        read_timeout=12,
        retries={"total_max_attempts": 2},
    )
