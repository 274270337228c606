select
    'rows under the privacy threshold are left out of this answer: the total is too low' as warning
from facts f
where lower(f.thresholded) = 'true'
