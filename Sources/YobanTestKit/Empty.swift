import YobanCore
