"""Words about numbers: what is counted, what ends a noun phrase, and what a number labels."""

from __future__ import annotations


def _listed(text: str) -> frozenset[str]:
    """The entries of a list, in lower case; bars and line ends part them."""
    return frozenset(entry for part in text.replace("\n", "|").split("|") if (entry := part.strip().casefold()))


# Words that begin no noun phrase and end one: particles, prepositions, conjunctions, common verbs.
STOPS = _listed("""
    được | bị | đã | đang | sẽ | vẫn | cũng | mới | chưa | không | chẳng | còn | hết | do | của | tại
    trong | ngoài | với | để | và | có | là | theo | thuộc | từ | đến | tới | ở | vào | cho | đạt | gồm
    như | nhưng | mà | thì | nếu | khi | hoặc | hay | cùng | bằng | trên | dưới | về | qua | bởi | vì | nên
    rằng | này | đó | kia | ấy | nêu | sau | trước | nhằm | phải | cần | so | rồi | ra | lên | xuống | lại
    đều | chỉ | tăng | giảm | vượt | chiếm | ước | gần | hơn | khoảng | tính | nhất | tương | trở | hiện
    song | tuy | đủ | thấp | cao | chậm | gửi | nay | tổng | gấp | cộng | kể | gắn | giữa | cả | tức | trừ
    khỏi | nữa | đi | mỗi | từng | nhau | hằng | thay | cuối
""")

# Verbs that follow a name with a number in it (`Đề án 06 phục vụ`), or what has been counted already.
VERBS = _listed("""
    phục vụ | yêu cầu | quy định | ban hành | thực hiện | triển khai | hoàn thành | bảo đảm | đáp ứng
    xác định | tiếp tục | góp phần | kèm theo | tham gia | hỗ trợ | cung cấp | sử dụng | tạo ra | đưa vào
    đưa ra | đề ra | đặt ra | chủ trì | phối hợp | báo cáo | đăng ký | nhận được | giúp cho | bao gồm
    trở thành | kéo dài | giải ngân | phân bổ | tập trung | giải quyết | giải trình | đề nghị
    xuất hiện | chịu trách | sửa đổi | hướng dẫn | hướng tới | giúp | đòi hỏi | tán thành | đồng ý
    biểu quyết | bỏ phiếu
""")

# Noun phrases that such documents count; the longest one at a place is the unit.
NOUNS = _listed("""
    máy bay | vệ tinh | ủy viên | tuổi | tín chỉ | tín chỉ các-bon | thí sinh | miền
    quá hạn | trong hạn | đúng hạn | trước hạn
    Thứ trưởng | Phó Thủ tướng | lãnh đạo | chuyên viên
    nhiệm vụ | nhóm nhiệm vụ | nhóm | nhóm nội dung | nhóm công nghệ chiến lược | nhóm công nghệ
    nhóm sản phẩm | nhóm chỉ tiêu | nhóm giải pháp | nhóm nghiên cứu | nhóm CNCL | nội dung | vấn đề
    giải pháp | yêu cầu | chỉ tiêu | mục tiêu | tiêu chí | chỉ số | đột phá | đột phá chiến lược | trụ cột
    bài toán | bài toán lớn | sản phẩm | sản phẩm công nghệ chiến lược | sản phẩm công nghệ | sản phẩm CNCL
    loại sản phẩm | dòng sản phẩm | loại | dự án | dự án luật | dự án đầu tư | chương trình | đề án
    đề tài | kế hoạch | công trình | hạng mục | gói thầu | hợp đồng | thỏa thuận | thoả thuận | biên bản
    cơ sở dữ liệu | cơ sở dữ liệu quốc gia | CSDL | CSDL quốc gia | thủ tục hành chính | thủ tục | TTHC
    dịch vụ công | dịch vụ công trực tuyến | dịch vụ công thiết yếu | dịch vụ | DVC | DVCTT | hồ sơ
    hồ sơ trực tuyến | văn bản | văn bản quy phạm pháp luật | VBQPPL | luật | nghị quyết | nghị định
    thông tư | quyết định | chỉ thị | công điện | công văn | thông báo | kết luận | điều kiện kinh doanh
    ĐKKD | điều kiện | ngành nghề | ngành | nghề | lĩnh vực | bộ | bộ, ngành | bộ, cơ quan
    bộ, ngành, địa phương | cơ quan | cơ quan ngang bộ | đơn vị | đơn vị hành chính
    đơn vị hành chính cấp xã | đơn vị hành chính cấp huyện | địa phương | tỉnh | tỉnh, thành phố
    tỉnh/thành phố | thành phố | huyện | quận | xã | phường | xã, phường | xã, phường, đặc khu | phường, xã
    đặc khu | thị trấn | thôn | bản | tổ | tổ công tác | đoàn | đoàn công tác | đoàn kiểm tra | đội | ban
    sở | sở, ngành | vụ | cục | trung tâm | trung tâm dữ liệu | viện | viện nghiên cứu | trường
    trường học | trường đại học | đại học | trường đại học, cao đẳng | cơ sở | cơ sở giáo dục đại học
    cơ sở giáo dục | cơ sở y tế | cơ sở khám chữa bệnh | cơ sở khám bệnh, chữa bệnh | bệnh viện | trạm y tế
    doanh nghiệp | doanh nghiệp nhỏ và vừa | doanh nghiệp khởi nghiệp sáng tạo | tập đoàn
    tập đoàn, tổng công ty | tổng công ty | tổng biên tập | tổng giám đốc | tổng đài | tổng kho | tổng cục
    tổng lãnh sự quán | tổng đại lý | tổng thầu | công ty | ngân hàng | ngân hàng thương mại | tổ chức
    tổ chức tín dụng | hợp tác xã | hộ | hộ dân | hộ gia đình | hộ nghèo | hộ kinh doanh | người | người dân
    người lao động | người dùng | lao động | việc làm | công dân | khách hàng | cán bộ | cán bộ, công chức
    cán bộ, công chức, viên chức | công chức | viên chức | chuyên gia | nhà khoa học | kỹ sư | bác sĩ
    giáo viên | học sinh | sinh viên | học viên | bệnh nhân | du khách | lượt | lượt người | lượt truy cập
    lượt khách | lượt hồ sơ | lượt đăng ký | lượt tra cứu | giao dịch | tài khoản
    tài khoản định danh điện tử | tài khoản định danh | thẻ | thẻ căn cước | giấy phép | giấy phép lái xe
    giấy tờ | đăng ký xe | giấy chứng nhận | chứng thư số | chữ ký số | hóa đơn | hoá đơn | hóa đơn điện tử
    thuê bao | trạm | trạm BTS | trạm sạc | thiết bị | máy | máy tính | camera | phương tiện | xe | ô tô
    tàu | tàu cá | tàu bay | chuyến bay | hệ thống | nền tảng | nền tảng số | ứng dụng | phần mềm | mô hình
    giải pháp công nghệ | công nghệ | công nghệ chiến lược | phòng thí nghiệm | PTN | phòng | tầng
    sáng chế | sáng kiến | bằng sáng chế | công bố | công bố quốc tế | bài báo | công trình khoa học
    đơn đăng ký | đơn | đối tác | mạng lưới | khu công nghệ cao | khu công nghiệp | cụm công nghiệp | khu
    cụm | vùng | tuyến | tuyến đường | cầu | nhà máy | nhà | căn hộ | căn | phiên họp | cuộc họp | hội nghị
    hội thảo | lớp | lớp tập huấn | khóa đào tạo | khóa | buổi | vụ việc | vụ án | đối tượng | trường hợp
    ý kiến | kiến nghị | phản ánh | câu hỏi | bản ghi | trường thông tin | dữ liệu | phiếu
    phiếu lý lịch tư pháp | giấy xác nhận tình trạng hôn nhân | thông tin công dân | điểm | điểm cầu
    điểm bưu điện | điểm hỗ trợ dịch vụ công số | bậc | năm | tháng | tuần | quý | giờ | phút | giây | ha
    kV | kWp | MWp | km | km2 | mét | m | m2 | m3 | kg | tấn | tạ | lít | MW | GW | kW | kWh | MWh | MVA
    MB | GB | TB | PB | Mbps | Gbps | mm | cm | độ | đồng chí | đại biểu | thành viên | đại biểu Quốc hội
    đảng viên | tổ chức đảng | quốc gia | nước | thế hệ | đợt | bước | khâu | phần | phần việc | ngày công
    quyển | cuốn | tập | trang | bộ chỉ số | bộ tiêu chí | danh mục | con | cây | liều | liều vắc xin
    giường bệnh | ca | ca mắc | vai | con số | cấp | hình thức | phương án | kịch bản | kênh | loại hình
    loại giấy tờ | đầu mối | cổng | đường dây | mẫu | bộ phận | lực lượng | nhân sự | biên chế | nhân lực
    suất | suất học bổng | học bổng | giải | giải thưởng | huy chương | thương hiệu | nhãn hiệu
    chỉ dẫn địa lý | đơn vị sự nghiệp | đơn vị sự nghiệp công lập | nông dân | sản phẩm OCOP | vắc xin
    khách | lượt khách quốc tế | đồng bào | hội viên | đoàn viên | thanh niên | trẻ em | trẻ | bộ máy | dân
    hộ chiếu | căn cước | mã | mã số vùng trồng | công việc | việc | tồn tại | hạn chế | khó khăn
    nguyên nhân | bài học | kinh nghiệm | quan điểm | nguyên tắc | cơ chế | chính sách | quy định
    quy trình | quy chuẩn | tiêu chuẩn | báo cáo | cuộc | cuộc thanh tra | cuộc kiểm tra | mặt hàng
    ngành, nghề | ngành, lĩnh vực | nhà đầu tư | quỹ | startup | kỹ thuật | tàu thuyền | chữ | tiết | môn
    hàm | chức danh | điện thoại | đường link | website | trang thông tin điện tử | cổng thông tin | fanpage
    video | tin | tin bài | bài | bài viết | tác phẩm | lễ hội | di tích | di sản | hiện vật
    khách quốc tế | phòng học | thửa đất | thửa | lô | container | TEU | chiếc | cái | bộ hồ sơ | hạ tầng
    máy chủ | chứng chỉ | văn bằng | kết quả | gói | bit | nút | điểm nghẽn | tổ công nghệ số cộng đồng
    địa bàn | khu vực | điểm du lịch | điểm giao dịch | chi nhánh | cửa hàng | siêu thị | chợ
""")

# Units of things that need not be whole: a comma opens their decimals.
CONTINUOUS = _listed("""
    ha | km | km2 | m | m2 | m3 | mét | kg | tấn | tạ | lít | mw | gw | kw | kwh | mwh | mva | mb | gb | tb
    pb | mbps | gbps | mm | cm | độ | điểm | giờ | phút
""")

# A number right behind these is their label, whatever follows …
NUMBERED = _listed("""
    điều | khoản | điểm | mục | tiểu mục | phụ lục | phụ biểu | chương | bảng | biểu | biểu số | hình
    biểu đồ | trang | mẫu | mẫu số | biểu mẫu | phiên bản | khóa | khoá | kỳ họp | kì họp | thứ | quý
    tháng | ngày | năm | nghị quyết | nghị định | thông tư | chỉ thị | công văn | công điện | đề án
    ban chỉ đạo | tổ công tác | nguồn | nguồn kinh phí | nguồn vốn | mã | mã số | mã hồ sơ | mã thủ tục
    ký hiệu | kí hiệu | đợt
    lần | số | quốc lộ | tỉnh lộ | đại hội | pháp lệnh | sắc lệnh | kết luận số | đội | tiểu đội | hiệp định
    chuẩn | tiêu chuẩn | iso | tcvn | qcvn | covid | vòng | lớp | khối | quận
""")

# … but not when the word is the second syllable of another one: `danh mục 10 nhóm`, `dứt điểm 05 nhiệm vụ`.
COMPOUND = {
    word: _listed(firsts)
    for word, firsts in {
        "mục": "chuyên | danh | hạng | khoản | tiết | đầu",
        "điểm": """
            cao | chấm | dứt | giảm | khuyết | kiểm | nhược | quan | số | thí | thời | trung | trạm
            trọng | tâm | tăng | tổng | yếu | đạt | đặc | địa | ưu
        """,
        "điều": "bao | giáo | nhiều",
        "nguồn": "nhiều | đầu",
        "năm": "hàng | hằng | mỗi | nhiều | từng",
        "ngày": "hàng | hằng | mỗi | từng",
        "tháng": "hàng | hằng | mỗi | từng",
        "trang": "nghĩa",
        "bảng": "nhà",
        "hình": "cấu | loại | màn | mô | truyền | tình | điển | địa | đội",
        "chương": "hiến | huy | huân | văn",
        "chuẩn": "quy | tiêu | đạt",
        "lần": "mỗi | nhiều | từng",
        "mã": "cấp | giải",
        "mẫu": "lấy",
        "số": "chỉ | con | gồm | một | ngoài | thiểu | trong | tổng | đa | đổi | điểm | tỷ | tỉ | hệ | doanh | dân",
        "khoản": "tài | điều",
        "đội": "quân",
        "vòng": "trong",
        "khóa": "mở | tạo | từ",
        "đợt": "mở | nhiều",
    }.items()
}

# A number behind these is their label unless something that is counted follows.
NAMED = _listed("""
    kế hoạch | dự án | chương trình | báo cáo | thông báo | quyết định | kết luận | phần | giai đoạn | bước
    cấp | cấp độ | mức độ | mức | bậc | nhóm | loại | vùng | khu vực | khu | huyện | phường | xã | tổ | thôn
    ấp | tầng | phòng | đường | tuyến | phiên | phiên họp | bài | câu | luật | công nghệ | thế hệ | hạng
    cột | dòng | hàng | ca | tập | trạm | trường | hệ thống | chính quyền | mô hình | kênh | cổng | nhà
    bến | lô | gói | gói thầu | nhánh | văn bản | tiêu chí | chỉ tiêu | nhiệm vụ | nội dung | giải pháp
    vấn đề | ban | kinh phí | vốn | chiến lược | hợp phần | tiểu dự án | cấu phần | chặng | kỳ | học kỳ | tháp
    tòa | toà | làn | ga | tiểu ban | sư đoàn | trung đoàn | quân khu | chuyên đề | phương án | kịch bản | module
    bệnh viện | học phần | chỉ thị | sổ | ô | cửa | bàn
""")

# Of these a number says how high, and a verb may follow: `cấp độ 3 yêu cầu`.
LEVELS = _listed("mức | mức độ | cấp độ | bậc | hạng")

# `x trên tổng y`: behind these words `tổng` is a sum; else it begins a noun (`tổng đài`, `tổng biên tập`).
SUMS = _listed("""
    số | cộng | mức | thể | hợp | kết | vốn | kinh | giá | sản | thu | chi | doanh | nguồn | dân | diện | kim | dự
    nợ | công | khối | lượng | sở | đầu | lợi | tiền | quỹ | phụ cấp | điểm
""")

# Behind these `năm` is a year and not five.
YEARLY = _listed("""
    hằng | hàng | mỗi | trong | qua | các | những | nhiều | đầu | cuối | giữa | cả | từng | sang | một
    hai | ba | bốn | sáu | bảy | tám | chín | mười | theo | trọn | nửa | vài | đến | từ | quý | tháng
    nay | này | trước | sau | mấy | ngoái | kế | hoạch | mươi | lăm | tới
""")

# `trên 02 nền tảng` is on them, not more than them.
PLATFORMS = _listed("""
    nền tảng | nền tảng số | hệ thống | ứng dụng | lĩnh vực | phương diện | trục | cổng | kênh | môi trường | mặt
    hình thức | phương thức
""")
