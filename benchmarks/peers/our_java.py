"""How the scripts beside start Java: as ./ornstein does."""

import os
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))
OPTIONS = os.path.normpath(os.path.join(HERE, "..", "..", "examples", "java.options"))
JAR = os.path.normpath(os.path.join(HERE, "..", "target", "benchmarks.jar"))
BUILD = "mvn package -DskipTests -pl benchmarks -am"


class Failed(Exception):
    """Something is missing, or a process cannot go on."""


def java(jdk):
    """The java of a JDK's home; without one that of JAVA_HOME, else of PATH."""
    home = jdk or os.environ.get("JAVA_HOME")
    found = os.path.join(home, "bin", "java") if home else shutil.which("java")
    if not found or not os.path.exists(found):
        raise Failed(f"there is no Java at {found or 'PATH'}; name a JDK with --jdk")
    return found


def large_pages():
    try:
        with open("/sys/kernel/mm/transparent_hugepage/enabled") as state:
            text = state.read()
    except OSError:
        return []
    return [] if "[never]" in text else ["-XX:+UseTransparentHugePages"]


def command(jdk, jar, main, more=(), build=BUILD):
    """The line that starts a main class, with more options; build makes the jar."""
    if not os.path.exists(jar):
        raise Failed(f"there is no {jar}; build it with: {build}")
    flags = ["--add-modules=jdk.incubator.vector", *large_pages(), f"@{OPTIONS}", *more]
    return [java(jdk), *flags, "-cp", jar, main]
