"""An S3 server of our own on loopback: a real server process, which refuses unsigned requests."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import boto3
import requests


class Server:
    def __init__(self, port):
        self.host = f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"
        self.client = boto3.client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id="a",
            aws_secret_access_key="b",
            region_name="eu-north-1",
        )

    def make_bucket(self, name):
        place = {"LocationConstraint": "eu-north-1"}
        self.client.create_bucket(Bucket=name, CreateBucketConfiguration=place)

    def names(self, bucket):
        return [each["Key"] for each in self.client.list_objects_v2(Bucket=bucket).get("Contents", [])]


@contextmanager
def running():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            server = Server(port)
            _wait_for(server.url, process)
            yield server
        finally:
            server.client.close()
            process.kill()


def _wait_for(url, process):
    """As long as it lives: a busy machine starts it late."""
    while process.poll() is None:
        try:
            requests.get(url)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The S3 server did not start.")
