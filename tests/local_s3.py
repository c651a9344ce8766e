"""A local S3 server, for the tests of what is read from and written into buckets."""

import contextlib
import logging

import pytest

from threadlab.readers import remote


@contextlib.contextmanager
def local_s3(bucket):
    """Starts a server that has an empty bucket, with its address in the environment."""
    moto = pytest.importorskip("moto.server", reason="moto, a local S3, is not installed")
    from pyarrow import fs

    logging.getLogger("werkzeug").setLevel("ERROR")
    with pytest.MonkeyPatch.context() as patch:
        started = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        started.start()
        host, port = started.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "somebody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "something")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        remote._opened.cache_clear()
        fs.FileSystem.from_uri(f"s3://{bucket}?allow_bucket_creation=true")[0].create_dir(bucket)
        yield f"http://{host}:{port}"
        remote._opened.cache_clear()
        started.stop()
