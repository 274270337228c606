"""papermill over many firms: run requests, kernels, manifest, publish by rename."""

from cxaudit.batch.gate import check_parameters
from cxaudit.batch.manifest import iter_manifest
from cxaudit.batch.run import Ended, Run, run_reports

__all__ = ["Ended", "Run", "check_parameters", "iter_manifest", "run_reports"]
